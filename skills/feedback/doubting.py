"""Doubting: words of which it could not be told for sure how they are meant."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from bot import ORGANISERS, Button, Card, Chat, Fact, Text, t
from skills.feedback import correcting, showing
from skills.feedback.correction import Correction
from skills.feedback.kinds import NOT_SAID, sentiment_name
from skills.feedback.model import Item
from skills.feedback.settings import skill

# In percent: of what is told less surely than this, a third or more is wrong.
SURE: Final = 55
MOST, SHOWN = 8, 5


def felt() -> ColumnElement[str]:
    """How somebody feels; empty where that is uncertain."""
    return case((Item.sentiment_sure >= SURE, Item.sentiment), else_=NOT_SAID)


def is_uncertain() -> ColumnElement[bool]:
    """Words that were told by learning, and not for sure; nobody has put them right."""
    by_learning = and_(Item.sentiment_sure > 0, Item.root.is_(None))
    unsure = or_(Item.sentiment_sure < SURE, Item.intent_sure < SURE)
    return and_(by_learning, unsure, ~exists().where(Correction.item_id == Item.id))


def waiting() -> Select[Item]:
    """Those words, the latest first."""
    return select(Item).where(is_uncertain()).order_by(Item.id.desc())


@skill.command("cm feedback uncertain", only=ORGANISERS, reads=True)
@skill.button("uncertain", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show what was not told for sure, for a manager to put right; Piazza learns from that."""
    some = chat.db.scalars(waiting().limit(MOST)).all()
    count = chat.db.scalar(select(func.count(Item.id)).where(is_uncertain())) or 0
    facts = [Fact(reads(one), showing.short(one.words)) for one in some]
    buttons = [
        Button(t("put_right", number=one.id), correcting.ask, one.id) for one in some[:SHOWN]
    ]
    title = t("uncertain_title", count=count) if some else t("uncertain_none")
    learnt = chat.db.scalar(select(func.count(func.distinct(Correction.item_id)))) or 0
    lines = [t("uncertain_learnt", count=learnt)] if learnt else []
    lines += [] if chat.learns else [t("uncertain_no_model")]
    chat.whisper(Card(title, facts=facts, lines=lines, buttons=buttons))


def reads(item: Item) -> Text:
    """How words sound, and how sure that is."""
    name = sentiment_name(item.sentiment)
    if item.sentiment_sure >= SURE:
        return t("reads", number=item.id, how=name, sure=item.sentiment_sure)
    return t("reads_unsure", number=item.id, how=name, sure=item.sentiment_sure)
