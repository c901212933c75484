"""Newsworthy: whether more or fewer ideas and votes came in a week than usual, and what is done."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Move, Step, Suggestion, Text, Weeks, t, usual
from skills.ideas import finding, managing
from skills.ideas.model import Challenge, Event, Idea, Vote
from skills.ideas.settings import skill
from skills.ideas.stages import DONE
from skills.ideas.titles import title_of

NEW, VOTES = "new", "votes"
RANK = 3


@skill.moves
def new(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Ideas that were posted."""
    counts = weeks.counted(db, Idea.posted, select(func.count(Idea.id)))
    found = weeks.judged(counts)
    if not found or not found.moved():
        return []
    what = t("moved_new", count=counts[-1], usual=usual(found))
    chart = weeks.chart(t("moved_new_chart"), counts)
    why, look = _challenge(db, weeks, counts[-1]), Button(t("waits_ideas"), managing.overview)
    return [Move(what, found.deviations, why, chart=chart, open=look, kind=NEW)]


def _challenge(db: Session, weeks: Weeks, total: int) -> Text | None:
    """The challenge that most of the week's ideas answer, if most do."""
    count = func.count(Idea.id)
    query = select(Challenge.question, count).join(Idea, Idea.challenge == Challenge.id)
    query = query.where(weeks.in_week(Idea.posted)).group_by(Challenge.id, Challenge.question)
    best = db.execute(query.order_by(count.desc(), Challenge.id).limit(1)).first()
    if best is None or 2 * best[1] < total:
        return t("moved_no_challenge") if best is None else None
    return t("moved_challenge", count=best[1], question=best[0])


@skill.moves
def votes(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Votes that everybody may see."""
    query = select(func.count()).select_from(Vote).join(Idea).where(finding.counted(db))
    counts = weeks.counted(db, Vote.given, query)
    found = weeks.judged(counts)
    if not found or not found.moved():
        return []
    what = t("moved_votes", count=counts[-1], usual=usual(found))
    chart = weeks.chart(t("moved_votes_chart"), counts)
    why, look = _wanted(db, weeks), Button(t("waits_ideas"), managing.overview)
    return [Move(what, found.deviations, why, chart=chart, open=look, kind=VOTES)]


def _wanted(db: Session, weeks: Weeks) -> Text | None:
    """The idea that got most of the week's votes."""
    count = func.count(Vote.person_id.distinct())
    there = finding.counted(db), weeks.in_week(Vote.given)
    query = select(finding.head, count).select_from(Vote).join(Idea).where(*there)
    query = query.group_by(finding.head).order_by(count.desc(), finding.head)
    best = db.execute(query.limit(1)).first()
    idea = db.get(Idea, best[0]) if best else None
    return t("moved_wanted", count=best[1], title=title_of(idea.words)) if best and idea else None


@skill.begins
def begins(db: Session) -> Step:
    """The first idea."""
    return Step(t("step_first"), db.scalar(select(Idea.id).limit(1)) is not None)


@skill.suggests
def suggests(db: Session, weeks: Weeks) -> Sequence[Suggestion]:
    """To say which idea is done, the one that most wanted."""
    done = Event.kind == "stage", Event.stage == DONE, weeks.in_week(Event.at)
    there = finding.shown(), Idea.stage == DONE
    query = select(Idea).join(Event, Event.idea_id == Idea.id).where(*done, *there).distinct()
    ideas = {one.id: one for one in db.scalars(query.order_by(Idea.id))}
    wanted = finding.votes(db, list(ideas))
    return [
        Suggestion(
            one.id,
            t("say_done", title=title_of(one.words)),
            t("say_done_why", count=wanted.get(one.id, 0)),
            RANK,
            [one.author] if one.author is not None else [],
        )
        for one in sorted(ideas.values(), key=lambda one: -wanted.get(one.id, 0))
    ]
