"""Doubting: words of which it could not be told for sure how they are meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from bot import ORGANISERS, Button, Card, Chat, Fact, Section, Text, t
from skills.feedback import correcting, showing
from skills.feedback.correction import Correction
from skills.feedback.kinds import MODEL, NOT_SAID, intent_name, sentiment_name
from skills.feedback.model import Item, Unread
from skills.feedback.settings import skill

# In percent: of what is told less surely than this, a third or more is wrong.
SURE: Final = 55
MOST = 8
# What a language model has read stands there, too, for so long.
LATELY, BY_MODEL = timedelta(weeks=1), 3


def felt() -> ColumnElement[str]:
    """How somebody feels; empty where that is uncertain."""
    return case((Item.sentiment_sure >= SURE, Item.sentiment), else_=NOT_SAID)


def is_uncertain() -> ColumnElement[bool]:
    """Words that were read, and not for sure; nobody has put them right."""
    by_learning = and_(Item.sentiment_sure > 0, Item.root.is_(None))
    unsure = or_(Item.sentiment_sure < SURE, Item.intent_sure < SURE)
    left = [~exists().where(one == Item.id) for one in (Correction.item_id, Unread.item_id)]
    return and_(by_learning, unsure, *left)


def unread(db: Session, *of: ColumnElement[bool]) -> int:
    """How many words were put by, and are still to be read."""
    waiting = select(func.count(Item.id)).join(Unread, Unread.item_id == Item.id)
    return db.scalar(waiting.where(*of)) or 0


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
    buttons = [_right(one) for one in some]
    title = t("uncertain_title", count=count) if some else t("uncertain_none")
    learnt = chat.db.scalar(select(func.count(func.distinct(Correction.item_id)))) or 0
    lines = [t("uncertain_learnt", count=learnt)] if learnt else []
    lines += [t("unread", count=waits)] if (waits := unread(chat.db)) else []
    lines += [] if chat.learns else [t("uncertain_no_model")]
    labelled, count = _by_model(chat)
    sections = [_labelled(labelled, count)] if labelled else []
    buttons += [_right(one) for one in labelled]
    chat.whisper(Card(title, facts=facts, lines=lines, sections=sections, buttons=buttons))


def _right(item: Item) -> Button:
    return Button(t("put_right", number=item.id), correcting.ask, item.id)


def _by_model(chat: Chat) -> tuple[Sequence[Item], int]:
    """What a language model has read lately, the latest first, and how much that is."""
    of = Item.told_by == MODEL, Item.root.is_(None), Item.came >= chat.now - LATELY
    query = select(Item).where(*of).order_by(Item.id.desc()).limit(BY_MODEL)
    return chat.db.scalars(query).all(), chat.db.scalar(select(func.count(Item.id)).where(*of)) or 0


def _labelled(some: Sequence[Item], count: int) -> Section:
    facts = [
        Fact(
            t(
                "reads_by_model",
                number=one.id,
                intent=intent_name(one.intent),
                how=sentiment_name(one.sentiment),
            ),
            showing.short(one.words),
        )
        for one in some
    ]
    return Section(t("labelled_by_model", count=count), facts)


def reads(item: Item) -> Text:
    """What was not told for sure of some words, and how sure that is."""
    labels = [
        (intent_name(item.intent), item.intent_sure),
        (sentiment_name(item.sentiment), item.sentiment_sure),
    ]
    unsure = [t("reads_perhaps", what=name, sure=sure) for name, sure in labels if 0 < sure < SURE]
    return t("reads", number=item.id, what=unsure or [t("reads_nothing")])
