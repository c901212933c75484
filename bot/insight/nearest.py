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

from bot.insight.language import SIZE

if TYPE_CHECKING:
    from bot.insight.language import Vector

AT_ONCE, MANY = 2_000, 10_000_000
# What has a lower number may be stored a little later, where several write at once; no transaction
# stores so many, not even one of all that a feed says.
LATE = 256
WORDS = 8
# So many are compared exactly, of those whose signs agree the most.
COMPARED = 128


class Nearest:
    """The signs of all texts of a skill, in memory; it grows with what is stored."""

    def __init__(self, skill: str) -> None:
        self.skill = skill
        self._lock = Lock()
        self._encoder = ""
        self._count = 0
        self._ids: Any = None
        self._signs: Any = None
        self._stored: Any = None

    def catch_up(self, db: Connection, encoder: str) -> None:
        """Read what was stored since the last time."""
        with self._lock:
            if self._ids is None or encoder != self._encoder:
                count = sa.select(sa.func.count()).select_from(_stored().subquery("stored"))
                asked = {"of": self.skill, "by": encoder, "since": 0, "most": MANY}
                self._begin(encoder, db.scalar(count, asked) or 0)
            for rows in self._new(db):
                self._add([row[0] for row in rows], [row[1] for row in rows])

    def to(self, numbers: Vector, most: int, least: float) -> dict[int, float]:
        """The rows that are alike at least so much, and how much; at most so many."""
        import numpy as np

        with self._lock:
            count = self._count
            ids, signs, stored = self._ids[:count], self._signs[:count], self._stored[:count]
        places = np.arange(count)
        if count > COMPARED:
            agree = signs ^ signs_of(numbers[None, :])
            apart = np.bitwise_count(agree).sum(axis=1, dtype=np.uint16)
            places = np.argpartition(apart, COMPARED)[:COMPARED]
        near = degrees(numbers, stored[places])
        best = [place for place in np.argsort(-near, kind="stable")[:most] if near[place] >= least]
        return {int(ids[places[place]]): round(float(near[place]), 4) for place in best}

    def _begin(self, encoder: str, count: int) -> None:
        import numpy as np

        self._encoder, self._count = encoder, 0
        room = count + LATE
        self._ids = np.empty(room, np.int64)
        self._signs = np.empty((room, WORDS), np.uint64)
        self._stored = np.empty((room, SIZE), np.int8)

    def _new(self, db: Connection) -> Iterator[Sequence[Any]]:
        known = self._ids[: self._count]
        last = int(known.max()) if self._count else 0
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

    def _add(self, ids: Sequence[int], stored: Sequence[bytes]) -> None:
        import numpy as np

        if not ids:
            return
        end = self._count + len(ids)
        if end > len(self._ids):
            room = end + end // 8 + LATE
            self._ids, self._signs, self._stored = (
                _grown(one, room) for one in (self._ids, self._signs, self._stored)
            )
        rows = np.frombuffer(b"".join(stored), np.int8).reshape(len(stored), -1)
        self._ids[self._count : end] = ids
        self._signs[self._count : end] = signs_of(rows)
        self._stored[self._count : end] = rows
        self._count = end


def _grown(rows: Any, room: int) -> Any:
    """The same rows, with room for more."""
    import numpy as np

    found = np.empty((room, *rows.shape[1:]), rows.dtype)
    found[: len(rows)] = rows
    return found


@cache
def _stored() -> sa.Select[int, bytes]:
    from bot.insight.likeness import likeness

    columns = likeness.c
    here = columns.skill == sa.bindparam("of"), columns.encoder == sa.bindparam("by")
    found = sa.select(columns.id, columns.numbers).where(*here, columns.id > sa.bindparam("since"))
    return found.order_by(columns.id).limit(sa.bindparam("most"))


def degrees(numbers: Vector, rows: Any) -> Any:
    """How alike a text is to each of some that are stored, from -1 to 1."""
    import numpy as np

    exact = rows.astype(np.float32)
    lengths = np.linalg.norm(exact, axis=1)
    lengths[lengths == 0] = 1
    # Not by `@`: for so little its threads cost more than they bring.
    return np.einsum("ij,j->i", exact, numbers) / lengths


def signs_of(rows: Any) -> Any:
    """The signs of rows of numbers, a bit each."""
    import numpy as np

    return np.packbits(rows > 0, axis=1).view(np.uint64)
