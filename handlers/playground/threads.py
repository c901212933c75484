"""Threads: what people said to a card whose skill listens, under that card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from handlers.playground.tables import member, reply


@dataclass(frozen=True, slots=True)
class Answered:
    """Something said in a thread, with the name of whoever said it."""

    who: str
    at: datetime
    text: str


_said = (
    sa.select(reply.c.message, member.c.name, reply.c.at, reply.c.text)
    .join(member, member.c.id == reply.c.author)
    .where(reply.c.message.in_(sa.bindparam("ids", expanding=True)))
    .order_by(reply.c.id)
)


def add(db: Session, row: Mapping[str, Any]) -> None:
    """Keep what somebody says; said again under the same key, it is said once."""
    db.execute(insert(reply).on_conflict_do_nothing(index_elements=["key"]), dict(row))


def of(db: Session, ids: Sequence[int]) -> dict[int, tuple[Answered, ...]]:
    """What was said in the threads of some messages, the earliest first."""
    found: dict[int, list[Answered]] = {}
    for to, who, at, text in db.execute(_said, {"ids": list(ids)}):
        found.setdefault(to, []).append(Answered(who, at, text))
    return {to: tuple(each) for to, each in found.items()}


def remove(db: Session, message: int) -> None:
    """Remove what was said in the thread of a message."""
    db.execute(sa.delete(reply).where(reply.c.message == message))
