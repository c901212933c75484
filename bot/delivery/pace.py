"""Paces: how fast each conversation takes messages, whatever its workspace allows."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

# So many messages in so many seconds.
Limit: TypeAlias = tuple[int, float]
# Of so many conversations it is known what went into them lately.
KNOWN = 2000


class Pace:
    """The queue before one conversation: each gets the next place that keeps every limit."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._given: deque[float] = deque(maxlen=max(count for count, _ in limits))

    def place(self, now: float) -> float:
        """Take the next place; the instant, in seconds, at which it is there."""
        given = self._given
        free = (given[-count] + seconds for count, seconds in self._limits if len(given) >= count)
        at = max(now, *free, given[-1]) if given else now
        given.append(at)
        return at


class Paces:
    """The queues before the conversations of one workspace; none has to wait without limits."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._paces: OrderedDict[object, Pace] = OrderedDict()
        self._places: dict[UUID, float] = {}

    def wait(self, conversation: object, message: UUID, now: float) -> float:
        """For how many seconds a message has to wait; the place it was given once it keeps."""
        if not self._limits:
            return 0.0
        if message not in self._places:
            self._places[message] = self._pace(conversation).place(now)
            if len(self._places) > KNOWN:
                # Not sent in the end.
                del self._places[next(iter(self._places))]
        return max(self._places[message] - now, 0.0)

    def gone(self, message: UUID) -> None:
        """It has left: its place is used."""
        self._places.pop(message, None)

    def _pace(self, conversation: object) -> Pace:
        pace = self._paces.setdefault(conversation, Pace(self._limits))
        self._paces.move_to_end(conversation)
        if len(self._paces) > KNOWN:
            self._paces.popitem(last=False)
        return pace
