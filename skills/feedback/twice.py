"""Twice: what was said before is put beside that, and counted with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Final, TypeVar

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from bot import Chat, Twin, Twins
from skills.feedback.kinds import BAD, GOOD, WAITING
from skills.feedback.model import Item, Unread
from skills.feedback.understanding import SAID

LATELY = timedelta(days=90)
# What was said longer ago when it came is shown to nobody.
NEWS = timedelta(days=7)
T = TypeVar("T")
# Made once: to make one takes longer than to ask.
_head = aliased(Item)
# What is still to be read is put beside something itself.
_is_read = ~exists().where(Unread.item_id == Item.id)
# An order, a contract, a ticket: shorter numbers are times and amounts.
_ORDER: Final = re.compile(r"\d{4,}")


def put_beside(chat: Chat, items: Sequence[Item], twins: Twins) -> None:
    """Put each new one beside what was said lately and waits, if there is such a thing."""
    near = twins.of(chat.db, {one.id: one.words for one in items})
    known = _waiting(chat, items, {twin.about for some in near.values() for twin in some})
    new, first = {one.id for one in items}, dict[str, list[Item]]()
    for one in known.values():
        first.setdefault(one.gist, []).append(one)
    for item in items:
        very_same = (one for one in first[item.gist] if one.id not in new or one.id < item.id)
        before = chain(very_same, _told(item, near[item.id], known))
        fitting = (one for one in before if not _at_odds(item, one))
        found = next((one for one in fitting if not _would_hide(chat, item, one)), None)
        if found is not None:
            item.root = found.root or found.id


def _told(item: Item, twins: Sequence[Twin], known: Mapping[int, Item]) -> Iterator[Item]:
    """What says the same; in other words only what is meant for the same."""
    for twin in twins:
        one = known.get(twin.about)
        if one is not None and (twin.in_words or one.intent == item.intent):
            yield one


def _would_hide(chat: Chat, item: Item, other: Item) -> bool:
    """Whether news would be counted with what came too late to be shown to anybody."""
    head = other if other.root is None else chat.db.get(Item, other.root)
    late = head is not None and not head.channel and not _was_news(head)
    return late and _was_news(item)


def _was_news(item: Item) -> bool:
    return item.said >= item.came - NEWS


def _at_odds(item: Item, other: Item) -> bool:
    """Whether something else than their words says that two are not meant alike."""
    sure = item.intent_sure == other.intent_sure == SAID and item.intent != other.intent
    ratings = sorted((item.rating or 0, other.rating or 0))
    rated = 0 < ratings[0] <= BAD and ratings[1] >= GOOD
    return sure or rated or _of_two_orders(item, other)


def _of_two_orders(item: Item, other: Item) -> bool:
    """Whether customers whom we know, and may answer, ask about an order each."""
    known = item.customer is not None and other.customer is not None
    return known and set(_ORDER.findall(item.words)) != set(_ORDER.findall(other.words))


def _waiting(chat: Chat, items: Sequence[Item], twins: Collection[int]) -> Mapping[int, Item]:
    """What was said lately and waits, by its number: twins, the very same words, the new ones.

    Nobody would see what is counted with something done.
    """
    gists = {one.gist for one in items}
    alike = Item.gist, Item.intent, Item.intent_sure, Item.rating
    # Not all: "Thank you" may be there ten thousand times.
    firsts = _lately(chat, select(func.min(Item.id))).where(Item.gist.in_(gists), _is_read)
    ids = {*chat.db.scalars(firsts.group_by(*alike)), *twins}
    query = _lately(chat, select(Item)).where(Item.id.in_(ids)).order_by(Item.id)
    return {one.id: one for one in [*chat.db.scalars(query), *items]}


def _lately(chat: Chat, query: Select[T]) -> Select[T]:
    waits = func.coalesce(_head.state, Item.state).in_(WAITING)
    joined = query.select_from(Item).outerjoin(_head, _head.id == Item.root)
    return joined.where(waits, Item.came >= chat.now - LATELY)
