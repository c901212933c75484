"""Digest: how much customers said, what of it nobody sees to, for who reads the channel."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot import Button, Card, Chat, Fact, Period, Section, daily, t
from skills.feedback import listing, quoting, showing, submitting
from skills.feedback.kinds import INTENTS, NOT_SAID, OPEN, intent_name
from skills.feedback.model import Item
from skills.feedback.settings import FeedbackSettings, skill

MONDAY, MOST = 0, 5


@skill.post("digest", daily(at="09:00"), each_workspace=True)
def digest(chat: Chat, _day: Period) -> None:
    """Tell each morning, or on Mondays, what came and what still has nobody."""
    settings, due = chat.settings(FeedbackSettings), chat.due or chat.now
    weekly = settings.digest == "weekly"
    here = due.astimezone(chat.house.company.clock)
    if settings.digest == "never" or (weekly and here.weekday() != MONDAY):
        return
    # By the clock on the wall: where it is changed, a day has an hour more or less.
    since = here - timedelta(days=7 if weekly else 1)
    query = select(Item.intent, func.count(Item.id)).where(Item.came >= since, Item.came < due)
    counts = dict(chat.db.execute(query.group_by(Item.intent)).all())
    waiting = Item.state == OPEN, Item.channel != "", Item.root.is_(None)
    open_ = chat.db.scalar(select(func.count(Item.id)).where(*waiting)) or 0
    if not counts and not open_:
        return
    facts = [Fact(intent_name(one), counts[one]) for one in (*INTENTS, NOT_SAID) if one in counts]
    oldest = chat.db.scalars(select(Item).where(*waiting).order_by(Item.came).limit(MOST)).all()
    sections = [Section(t("digest_open", count=open_), listing.facts(oldest))] if open_ else []
    title = t("digest_week") if weekly else t("digest_day")
    buttons = [Button(t("show_number", number=one.id), showing.more, one.id) for one in oldest]
    buttons.append(Button(t("new"), submitting.new))
    about = quoting.about(chat, (one.id for one in oldest))
    card = Card(title, facts=facts, sections=sections, buttons=buttons, about=about)
    chat.say(card, to=settings.channel)
