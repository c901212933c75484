"""Reading: what was put by, for it needed nobody at once, is understood behind that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot import Chat, Work, language_of
from skills.feedback import filing, twice, understanding
from skills.feedback.heard import Heard
from skills.feedback.kinds import NOT_SAID, OPEN, PERSON
from skills.feedback.model import Answer, Customer, Item, Unread
from skills.feedback.settings import skill
from skills.feedback.understanding import SAID, Understood

# So many are stored in one go: nobody else can do anything meanwhile on SQLite.
AT_ONCE: Final = 25


def begin(chat: Chat) -> None:
    """Have all read that was put by."""
    chat.later(read)


def look_again(chat: Chat) -> None:
    """Have read what was put by and is not read yet."""
    if chat.db.scalar(select(exists().where(Unread.item_id.is_not(None)))):
        begin(chat)


@skill.job("read_rest")
def read(work: Work) -> None:
    """Read all that was put by, a few at a time: whoever begins anew goes on where this ended."""
    likely = work.house.company.languages
    while words := work.read(_next):
        # Not while nobody else can store anything.
        work.study(list(words.values()))
        languages = {id_: language_of(one, likely) for id_, one in words.items()}
        work.write(partial(_take, languages=languages))


def _next(db: Session) -> Mapping[int, str]:
    """The words of some that were put by."""
    query = select(Item.id, Item.words).join(Unread, Unread.item_id == Item.id)
    return dict(db.execute(query.order_by(Item.id).limit(AT_ONCE)).all())


def _take(chat: Chat, languages: Mapping[int, str]) -> None:
    """Read some that are still there, and that nobody else has read meanwhile."""
    waiting = select(Unread.item_id).where(Unread.item_id.in_(languages)).order_by(Unread.item_id)
    still = chat.db.scalars(waiting.with_for_update()).all()
    # Held, and read anew: somebody may be putting one right at this moment.
    held = select(Item).where(Item.id.in_(still)).order_by(Item.id).with_for_update()
    items = chat.db.scalars(held.execution_options(populate_existing=True)).all()
    for one in items:
        one.language = one.language or languages[one.id]
    _understand(chat, items)
    chat.db.execute(delete(Unread).where(Unread.item_id.in_(still)))


def _understand(chat: Chat, items: Sequence[Item]) -> None:
    new = _heard(chat.db, items)
    for one, told in zip(items, understanding.understand(chat, list(new.values())), strict=True):
        if one.told_by != PERSON:
            _label(one, told)
    chat.db.flush()
    alone = _alone(chat.db, items)
    twice.put_beside(chat, alone, chat.twins())
    filing.tag(chat, new)
    filing.count_up(chat, alone)
    chat.learn_new({one.id: one.words for one in items})


def _heard(db: Session, items: Sequence[Item]) -> Mapping[int, Heard]:
    """What the source told of some words, as far as it bears on how they are read."""
    whose = select(Customer.id, Customer.name).where(
        Customer.id.in_([one.customer for one in items])
    )
    names = dict(db.execute(whose).all())
    return {
        one.id: Heard(
            one.words,
            one.key,
            name=names.get(one.customer or 0, ""),
            rating=one.rating,
            intent=one.intent if one.intent_sure == SAID else NOT_SAID,
            said=one.said,
        )
        for one in items
    }


def _label(item: Item, told: Understood) -> None:
    item.intent, item.intent_sure = told.intent, told.intent_sure
    item.sentiment, item.sentiment_sure = told.sentiment, told.sentiment_sure
    item.urgent, item.told_by = told.urgent, told.told_by


def _alone(db: Session, items: Sequence[Item]) -> list[Item]:
    """What nobody has done anything about: what somebody has, stands by itself."""
    ids = [one.id for one in items]
    answered = set(db.scalars(select(Answer.item_id).where(Answer.item_id.in_(ids))))
    return [
        one
        for one in items
        if not one.channel
        and one.state == OPEN
        and one.told_by != PERSON
        and one.id not in answered
    ]
