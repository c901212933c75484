"""The customers' words of the week, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot import Button, Card, Chat, Fact, Period, t, weekly
from skills.feedback import quoting, showing, submitting, summaries
from skills.feedback.kinds import DONE, intent_name, stars, who_name
from skills.feedback.model import Item
from skills.feedback.settings import FeedbackSettings, skill

MOST, WEEK = 5, timedelta(weeks=1)


@skill.post("words_of_the_week", weekly("friday", at="11:00"), each_workspace=True)
def words_of_the_week(chat: Chat, _week: Period) -> None:
    """Tell everybody what customers said that may be shown, and how much of it was done."""
    # By the clock on the wall: where it is changed, a week has an hour more or less.
    until = (chat.due or chat.now).astimezone(chat.house.company.clock)
    since = until - WEEK
    found = shared(chat, since, until)
    if not found:
        return
    facts = [
        Fact(
            t("said_by", who=who_name(one.who), intent=intent_name(one.intent)),
            _said(one),
        )
        for one in found
    ]
    done = select(func.count(Item.id)).where(Item.state == DONE, Item.since >= since)
    lines = [t("week_done", count=count)] if (count := chat.db.scalar(done) or 0) else []
    buttons = [Button(t("new"), submitting.new)]
    summary = summaries.for_week(chat.db, until)
    sections = [summaries.section(summary)] if summary else []
    # What was made of words repeats them as well.
    summed = summaries.of(chat.db, summary) if summary else []
    about = quoting.about(chat, [*(one.id for one in found), *summed])
    card = Card(
        t("week_title"), facts=facts, lines=lines, sections=sections, buttons=buttons, about=about
    )
    chat.say(card, to=chat.settings(FeedbackSettings).channel)


def _said(item: Item) -> str:
    rated = f"{stars(item.rating)} " if item.rating else ""
    return f"{rated}{showing.short(item.words)}"


def shared(chat: Chat, since: datetime, until: datetime) -> Sequence[Item]:
    """What may be shown to everybody, the latest first."""
    within = Item.came >= since, Item.came < until
    query = select(Item).where(Item.open_to_all, Item.root.is_(None), *within)
    return chat.db.scalars(query.order_by(Item.id.desc()).limit(MOST)).all()
