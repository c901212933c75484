"""Managing: what waits for somebody, and how the sources do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from bot import ORGANISERS, Button, Card, Chat, Fact, Section, t
from skills.feedback import advocates, doubting, listing, rules, sheet, showing, themes, watching
from skills.feedback.kinds import INTENTS, NOT_SAID, WAITING, intent_name
from skills.feedback.model import Item
from skills.feedback.settings import FeedbackSettings, skill

MOST, WEEK = 8, timedelta(weeks=1)


@skill.command("cm feedback", only=ORGANISERS, reads=True)
@skill.button("cm_feedback", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show what waits for somebody, what came this week, and which sources are in trouble."""
    late = waiting(chat)
    sections = []
    if late:
        count = chat.db.scalar(select(func.count(Item.id)).where(_late(chat))) or 0
        sections.append(Section(t("cm_waiting", count=count), listing.facts(late)))
    trouble = watching.trouble(chat)
    if trouble:
        sections.append(Section(t("cm_trouble"), trouble))
    buttons = [Button(t("show_number", number=one.id), showing.more, one.id) for one in late[:5]]
    buttons += [
        Button(t("to_rules"), rules.overview),
        Button(t("to_sources"), watching.overview),
        Button(t("to_themes"), themes.overview),
        Button(t("to_uncertain"), doubting.overview),
        Button(t("to_advocates"), advocates.overview),
        Button(t("as_file"), sheet.send_file),
    ]
    facts = week(chat)
    title = t("cm_title") if facts or sections else t("cm_nothing")
    chat.whisper(Card(title, facts=facts, sections=sections, buttons=buttons))


def _late(chat: Chat) -> ColumnElement[bool]:
    return late(chat.settings(FeedbackSettings), chat.now)


def late(settings: FeedbackSettings, now: datetime) -> ColumnElement[bool]:
    """Words that wait for too long, with somebody or with nobody."""
    before = now - timedelta(days=settings.waiting_days)
    return Item.state.in_(WAITING) & (Item.since < before) & (Item.channel != "")


def waiting(chat: Chat) -> Sequence[Item]:
    """Those words, the longest first."""
    return chat.db.scalars(select(Item).where(_late(chat)).order_by(Item.since).limit(MOST)).all()


def week(chat: Chat) -> list[Fact]:
    """How much came in the last seven days, by what it is meant for."""
    query = select(Item.intent, func.count(Item.id)).where(Item.came >= chat.now - WEEK)
    found = dict(chat.db.execute(query.group_by(Item.intent)).all())
    order = (*INTENTS, NOT_SAID)
    return [Fact(intent_name(one), found[one]) for one in order if one in found]
