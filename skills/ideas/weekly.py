"""Ideas on the move: once a week everybody reads what came of ideas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot import Button, Card, Chat, Period, Section, t, weekly
from skills.ideas import finding, listing, submitting
from skills.ideas.model import Event, Idea, Vote
from skills.ideas.settings import IdeasSettings, skill
from skills.ideas.stages import stage_name

MOST = 5
WEEK = timedelta(weeks=1)


@skill.post("on_the_move", weekly("thursday", at="11:00"), each_workspace=True)
def on_the_move(chat: Chat, _week: Period) -> None:
    """Tell what was decided, what is new, and what is wanted most this week."""
    # Since the last time, not since Monday: else nobody hears of what is done on a Friday.
    until = chat.due or chat.now
    week = until - WEEK, until
    parts = (decided(chat, *week), wanted(chat, *week), new(chat, *week))
    sections = [one for one in parts if one]
    if not sections:
        return
    buttons = [Button(t("new_idea"), submitting.new), Button(t("browse"), listing.browse)]
    card = Card(t("move_title"), sections=sections, buttons=buttons)
    chat.say(card, to=chat.settings(IdeasSettings).channel)


def decided(chat: Chat, since: datetime, until: datetime) -> Section | None:
    """The ideas that have moved on, and why."""
    last = func.max(Event.id).label("last")
    within = Event.kind == "stage", Event.at >= since, Event.at < until
    latest = select(last).where(*within).group_by(Event.idea_id)
    query = (
        select(Event, Idea)
        .join(Idea, Idea.id == Event.idea_id)
        .where(Event.id.in_(latest), finding.shown())
    )
    found = chat.db.execute(query.order_by(Event.id.desc()).limit(MOST)).all()
    facts = [
        listing.fact(
            idea,
            t("move_decided", stage=stage_name(idea.stage), reason=event.reason),
        )
        for event, idea in found
    ]
    return Section(t("move_decisions"), facts) if facts else None


def wanted(chat: Chat, since: datetime, until: datetime) -> Section | None:
    """The ideas that got the most votes in the week."""
    count = func.count(Vote.person_id.distinct())
    query = (
        select(finding.head, count)
        .join(Vote)
        .where(Vote.given >= since, Vote.given < until, finding.counted(chat.db))
        .group_by(finding.head)
        .order_by(count.desc(), finding.head)
    )
    votes = dict(chat.db.execute(query.limit(MOST)).all())
    ideas = _by_ids(chat, list(votes))
    facts = [listing.fact(one, t("move_votes", count=votes[one.id])) for one in ideas]
    return Section(t("move_wanted"), facts) if facts else None


def new(chat: Chat, since: datetime, until: datetime) -> Section | None:
    """How many are new, and the latest of them."""
    there = finding.shown(), Idea.posted >= since, Idea.posted < until
    count = chat.db.scalar(select(func.count(Idea.id)).where(*there)) or 0
    latest = select(Idea).where(*there).order_by(Idea.id.desc()).limit(MOST)
    facts = listing.facts_of(chat, chat.db.scalars(latest).all())
    return Section(t("move_new", count=count), facts) if facts else None


def _by_ids(chat: Chat, ids: Sequence[int]) -> list[Idea]:
    found = {
        one.id: one
        for one in chat.db.scalars(select(Idea).where(Idea.id.in_(ids), finding.shown()))
    }
    return [found[id_] for id_ in ids if id_ in found]
