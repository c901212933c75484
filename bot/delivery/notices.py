"""Notices: what the community manager has posted in a channel again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.cards import Card
from bot.chat import Chat
from bot.delivery.queue import SCHEDULED
from bot.delivery.schedule import Schedule, stored, unstored
from bot.delivery.tables import channel_post, schedule_change
from bot.delivery.withdrawal import call_off
from bot.people import Channel
from bot.report import Period
from bot.skill import Post
from bot.store.turns import take_turn
from bot.texts import core

SKILL = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Post):
    """A post of the community manager's own, `by` somebody's id.

    What was due before it was `made` is left out.
    """

    number: int
    place: Channel
    words: str
    by: int
    made: datetime


def notices(db: Connection) -> list[Notice]:
    """Every one there is, the oldest first."""
    return [_notice(row) for row in db.execute(sa.select(channel_post).order_by(channel_post.c.id))]


def card_of(words: str) -> Card:
    """What is posted: people's own words, which mention nobody."""
    return Card(core("post.title"), quote=words)


def add(
    db: Connection, place: Channel, when: Schedule, words: str, person_id: int, now: datetime
) -> bool:
    """Have something posted from now on; False where the same is posted already."""
    days, time = stored(when)
    # A button can be pressed twice at the same moment.
    take_turn(db, "posts")
    same = {"workspace": place.workspace, "channel": place.id, "words": words}
    row = {**same, "days": days, "time": time}
    there = sa.and_(*(channel_post.c[name] == value for name, value in row.items()))
    if db.execute(sa.select(channel_post.c.id).where(there)).first() is not None:
        return False
    db.execute(sa.insert(channel_post), {**row, "person_id": person_id, "made": now})
    return True


def is_there(db: Connection, notice: Notice) -> bool:
    """Whether it is still to be posted; nobody deletes it until this transaction ends."""
    query = sa.select(channel_post.c.id).where(channel_post.c.id == notice.number)
    return db.execute(query.with_for_update(read=True)).first() is not None


def remove(db: Connection, notice: Notice) -> None:
    """Post it no more, nor what of it still waits."""
    db.execute(sa.delete(channel_post).where(channel_post.c.id == notice.number))
    db.execute(sa.delete(schedule_change).where(schedule_change.c.schedule == notice.key))
    call_off(db, notice.place.workspace, SCHEDULED, notice.key)


def erase(db: Connection, person_id: int) -> None:
    """Post no more what somebody wrote, nor keep their words anywhere."""
    theirs = sa.select(channel_post).where(channel_post.c.person_id == person_id)
    for row in db.execute(theirs).all():
        remove(db, _notice(row))


def _notice(row: Row[Any]) -> Notice:
    place = Channel(row.workspace, row.channel)
    return Notice(
        SKILL,
        f"post_{row.id}",
        unstored(row.days, row.time),
        _posting(row.words, place),
        number=row.id,
        place=place,
        words=row.words,
        by=row.person_id,
        made=row.made,
    )


def _posting(words: str, place: Channel) -> Callable[[Chat, Period], None]:
    def run(chat: Chat, _week: Period) -> None:
        chat.say(card_of(words), to=place)

    return run
