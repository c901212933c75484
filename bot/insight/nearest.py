"""Nearest: which of very many texts may be about the same, by the signs of their numbers.

Where two texts are about the same, most of the signs of their 512 numbers agree, and those are 64
bytes: a hundred thousand are looked through in milliseconds. Of the few that are left the numbers
themselves decide, a byte each; all in all that many texts are 58 MB.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.signs import Signs

if TYPE_CHECKING:
    from bot.insight.language import Vector

AT_ONCE, MANY = 2_000, 10_000_000
# What has a lower number may be stored a little later, where several write at once; no transaction
# stores so many, not even one of all that a feed says.
LATE = 256


class Nearest:
    """The signs of all texts of a skill, in memory; it grows with what is stored."""

    def __init__(self, skill: str) -> None:
        self.skill = skill
        self._lock = Lock()
        self._encoder = ""
        self._signs: Signs | None = None

    @property
    def count(self) -> int:
        """How many texts are in memory."""
        return self._signs.count if self._signs else 0

    def catch_up(self, db: Connection, encoder: str) -> None:
        """Read what was stored since the last time."""
        with self._lock:
            if self._signs is None or encoder != self._encoder:
                count = sa.select(sa.func.count()).select_from(_stored().subquery("stored"))
                asked = {"of": self.skill, "by": encoder, "since": 0, "most": MANY}
                self._encoder, self._signs = encoder, Signs(db.scalar(count, asked) or 0)
            for rows in self._new(db, self._signs):
                self._signs.add([row[0] for row in rows], [row[1] for row in rows])

    def to(self, numbers: Vector, most: int, least: float) -> dict[int, float]:
        """The rows that are alike at least so much, and how much; at most so many."""
        with self._lock:
            signs = self._signs.now() if self._signs else Signs()
        return signs.to(numbers, most, least)

    def _new(self, db: Connection, signs: Signs) -> Iterator[Sequence[Any]]:
        known = signs.ids
        last = int(known.max()) if signs.count else 0
        # SQLite has one who writes.
        since = last if db.dialect.name == "sqlite" else last - LATE
        seen = {int(one) for one in known[known > since]}
        asked = {"of": self.skill, "by": self._encoder, "most": AT_ONCE}
        full = True
        while full:
            rows = db.execute(_stored(), {**asked, "since": since}).all()
            yield [row for row in rows if row.id not in seen]
            full = len(rows) == AT_ONCE
            since = rows[-1].id if rows else since


@cache
def _stored() -> sa.Select[int, bytes]:
    from bot.insight.likeness import likeness

    columns = likeness.c
    here = columns.skill == sa.bindparam("of"), columns.encoder == sa.bindparam("by")
    found = sa.select(columns.id, columns.numbers).where(*here, columns.id > sa.bindparam("since"))
    return found.order_by(columns.id).limit(sa.bindparam("most"))
