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
# So many messages keep the place they were given. It has to be more than ever wait at once: who
# comes back and finds no place of its own starts to wait anew.
WAITING = 100_000
# For so many seconds what is on its way waits for its conversation; longer in the outbox.
PATIENCE = 2.0
# What was given by a clock that was more seconds ahead means nothing.
SET_BACK = 1.0


class Pace:
    """One after the other: each gets the next place that keeps every limit."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._given: deque[float] = deque(maxlen=max(count for count, _ in limits))

    def next(self, now: float) -> float:
        """The instant, in seconds, at which the next place is there."""
        given = self._given
        free = (given[-count] + seconds for count, seconds in self._limits if len(given) >= count)
        return max(now, *free, given[-1]) if given else now

    def place(self, now: float) -> float:
        """Take the next place; return its instant."""
        at = self.next(now)
        self._given.append(at)
        return at


class Queue:
    """The queue before one conversation: for when each is asked to come, and when each leaves.

    Many come later than that, and together: they still leave one after the other.
    """

    def __init__(self, limits: Sequence[Limit]) -> None:
        self.coming = Pace(limits)
        self.leaving = Pace(limits)


class Paces:
    """The queues before the conversations of one workspace; none has to wait without limits."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._queues: OrderedDict[object, Queue] = OrderedDict()
        self._places: dict[UUID, float] = {}
        self._now = 0.0

    def wait(self, conversation: object, message: UUID, now: float) -> float:
        """For how many seconds a message has to wait; where that is short, it leaves then."""
        if not self._limits:
            return 0.0
        self._follow(now)
        queue = self._queue(conversation)
        if message not in self._places:
            self._keep(message, queue.coming.place(now))
        at = queue.leaving.next(max(self._places[message], now))
        if at - now <= PATIENCE:
            queue.leaving.place(at)
        return at - now

    def gone(self, message: UUID) -> None:
        """It has left: its place is used."""
        self._places.pop(message, None)

    def _follow(self, now: float) -> None:
        """Go by the clock where it is set back, too: nobody waits until it has caught up."""
        if now < self._now - SET_BACK:
            self._queues.clear()
            self._places.clear()
        self._now = now

    def _keep(self, message: UUID, place: float) -> None:
        self._places[message] = place
        if len(self._places) > WAITING:
            # Not sent in the end.
            del self._places[next(iter(self._places))]

    def _queue(self, conversation: object) -> Queue:
        if conversation not in self._queues:
            self._queues[conversation] = Queue(self._limits)
        self._queues.move_to_end(conversation)
        if len(self._queues) > KNOWN:
            self._queues.popitem(last=False)
        return self._queues[conversation]
