"""Signs: rows of numbers in memory; the nearest are found by the signs of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from bot.insight.language import SIZE

if TYPE_CHECKING:
    from bot.insight.language import Vector

SPARE = 256
WORDS = 8
# So many are compared exactly, of those whose signs agree the most.
COMPARED = 128
# To add eight bytes: each beside its neighbour, then four sums of two at once.
EVERY_OTHER, TOGETHER = 0x00FF00FF00FF00FF, 0x0001000100010001


class Signs:
    """Rows of numbers by their ids, with room for so many at first."""

    def __init__(self, room: int = 0) -> None:
        import numpy as np

        self.count = 0
        room += SPARE
        self._ids: Any = np.empty(room, np.int64)
        self._signs: Any = np.empty((room, WORDS), np.uint64)
        self._stored: Any = np.empty((room, SIZE), np.int8)

    @property
    def ids(self) -> Any:
        """The ids of all rows."""
        return self._ids[: self.count]

    def add(self, ids: Sequence[int], stored: Sequence[bytes]) -> None:
        """Take in rows, their numbers as they are stored."""
        import numpy as np

        if not ids:
            return
        end = self.count + len(ids)
        if end > len(self._ids):
            room = end + end // 8 + SPARE
            self._ids, self._signs, self._stored = (
                _grown(one, room) for one in (self._ids, self._signs, self._stored)
            )
        rows = np.frombuffer(b"".join(stored), np.int8).reshape(len(stored), -1)
        self._ids[self.count : end] = ids
        self._signs[self.count : end] = signs_of(rows)
        self._stored[self.count : end] = rows
        self.count = end

    def now(self) -> Signs:
        """The rows there are now; more may be added here meanwhile."""
        return copy(self)

    def to(self, numbers: Vector, most: int, least: float) -> dict[int, float]:
        """The rows that are alike at least so much, and how much; at most so many."""
        import numpy as np

        if not self.count:
            return {}
        ids, signs, stored = (one[: self.count] for one in (self._ids, self._signs, self._stored))
        places = np.arange(self.count)
        if self.count > COMPARED:
            agree = signs ^ signs_of(numbers[None, :])
            apart = _sums(np.bitwise_count(agree))
            places = np.argpartition(apart, COMPARED)[:COMPARED]
        near = degrees(numbers, stored[places])
        best = [place for place in np.argsort(-near, kind="stable")[:most] if near[place] >= least]
        return {int(ids[places[place]]): round(float(near[place]), 4) for place in best}


def _sums(counts: Any) -> Any:
    """The sums of rows of eight bytes: many times as quick as numpy's own for so few columns."""
    import numpy as np

    eight = counts.view(np.uint64).ravel()
    four = (eight & np.uint64(EVERY_OTHER)) + ((eight >> np.uint64(8)) & np.uint64(EVERY_OTHER))
    return (four * np.uint64(TOGETHER)) >> np.uint64(48)


def _grown(rows: Any, room: int) -> Any:
    """The same rows, with room for more."""
    import numpy as np

    found = np.empty((room, *rows.shape[1:]), rows.dtype)
    found[: len(rows)] = rows
    return found


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
