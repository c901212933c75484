"""Nearest: which of very many texts may be about the same, by the signs of their numbers.

Of 512 numbers the signs are 64 bytes: a hundred thousand texts are 6.4 MB, and where two texts are
about the same most of their signs agree. Which are, the numbers themselves decide afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection

if TYPE_CHECKING:
    from bot.insight.language import Vector

AT_ONCE = 5_000
# What has a lower number may be stored a little later, where several write at once.
LATE = 64
WORDS = 8


class Nearest:
    """The signs of all texts of a skill, in memory; it grows with what is stored."""

    def __init__(self, skill: str) -> None:
        self.skill = skill
        self._lock = Lock()
        self._encoder = ""
        self._count = 0
        self._ids: Any = None
        self._signs: Any = None

    def catch_up(self, db: Connection, encoder: str) -> None:
        """Read what was stored since the last time."""
        with self._lock:
            if self._ids is None or encoder != self._encoder:
                self._begin(encoder)
            for rows in self._new(db):
                self._add([row[0] for row in rows], [row[1] for row in rows])

    def to(self, numbers: Vector, most: int) -> list[int]:
        """The rows whose signs agree the most with those of some numbers."""
        import numpy as np

        with self._lock:
            ids, signs = self._ids[: self._count], self._signs[: self._count]
        if len(ids) <= most:
            return [int(one) for one in ids]
        apart = np.bitwise_count(signs ^ signs_of(numbers[None, :])).sum(axis=1, dtype=np.uint16)
        return [int(one) for one in ids[np.argpartition(apart, most)[:most]]]

    def _begin(self, encoder: str) -> None:
        import numpy as np

        self._encoder, self._count = encoder, 0
        self._ids = np.empty(LATE, np.int64)
        self._signs = np.empty((LATE, WORDS), np.uint64)

    def _new(self, db: Connection) -> Iterator[Sequence[Any]]:
        from bot.insight.likeness import likeness

        known = self._ids[: self._count]
        since = int(known.max()) - LATE if self._count else 0
        seen = {int(one) for one in known[known > since]}
        here = likeness.c.skill == self.skill, likeness.c.encoder == self._encoder
        late = sa.select(likeness.c.id).where(*here, likeness.c.id > since)
        new = [one for one in db.execute(late).scalars() if one not in seen]
        query = sa.select(likeness.c.id, likeness.c.numbers)
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            yield db.execute(query.where(likeness.c.id.in_(some))).all()

    def _add(self, ids: Sequence[int], stored: Sequence[bytes]) -> None:
        import numpy as np

        if not ids:
            return
        end = self._count + len(ids)
        if end > len(self._ids):
            room = max(end, 2 * len(self._ids))
            self._ids = np.resize(self._ids, room)
            self._signs = np.resize(self._signs, (room, WORDS))
        rows = np.frombuffer(b"".join(stored), np.int8).reshape(len(stored), -1)
        self._ids[self._count : end] = ids
        self._signs[self._count : end] = signs_of(rows)
        self._count = end


def signs_of(rows: Any) -> Any:
    """The signs of rows of numbers, a bit each."""
    import numpy as np

    return np.packbits(rows > 0, axis=1).view(np.uint64)
