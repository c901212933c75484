"""The governor: how fast one workspace lets us do one kind of thing, found out while doing it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.delivery.queue import INTERACTIVE, SCHEDULED

# What is added each second, as a share of the most.
STEP = 0.1
# What is left of a rate that was refused, how near to it to come back soon, and then how slowly.
SLOWER = 0.9
NEAR = 0.98
CREEP = 0.0002
LEAST = 0.1
# How much of a delay (a busy machine's) may be made up for, in seconds.
CATCH_UP = 0.1
# For so long a wait is waited out; the rows of a longer one go back into the outbox.
PATIENCE = timedelta(seconds=30)


class Governor:
    """Turns for both lanes at a rate (a second) that grows until the platform refuses.

    The interactive lane never waits for the scheduled one: its turns are taken from the other's. A
    wait the platform asks for holds both.
    """

    def __init__(
        self,
        per_minute: int,
        most_per_minute: int,
        clock: Callable[[], datetime],
        closing: asyncio.Event,
    ) -> None:
        self.rate = per_minute / 60
        self.most = most_per_minute / 60
        self.held_until: datetime | None = None
        self._ceiling: float | None = None
        self._clock = clock
        self._closing = closing
        self._free = {INTERACTIVE: 0.0, SCHEDULED: 0.0}
        self._grown = 0.0

    async def turn(self, lane: int) -> bool:
        """Wait until the next one may leave; False when none may leave now."""
        loop = asyncio.get_running_loop()
        if not await self._is_free():
            return False
        at, gap = max(self._free[lane], loop.time() - CATCH_UP), 1 / self.rate
        self._free[lane] = at + gap
        if lane == INTERACTIVE:
            self._free[SCHEDULED] = max(self._free[SCHEDULED], at) + gap
        await self._sleep(at - loop.time())
        # Somebody may have been told to wait meanwhile.
        return await self._is_free()

    def went(self) -> None:
        """One has arrived: the next may leave a little sooner."""
        now = asyncio.get_running_loop().time()
        seconds, self._grown = min(now - self._grown, 1.0), now
        near = self.most if self._ceiling is None else NEAR * self._ceiling
        if self.rate < near:
            self.rate = min(self.rate + self.most * STEP * seconds, near)
        else:
            self.rate = min(self.rate + self.most * CREEP * seconds, self.most)

    def refused(self, seconds: float) -> None:
        """The platform wants nothing for so many seconds, and then less at once."""
        if not self.is_held:
            # Those that were under way at the same time say nothing new.
            self._ceiling = self.rate
            self.rate = max(self.rate * SLOWER, LEAST)
        self.hold(seconds)

    def learn(self, rate: float | None, until: datetime) -> None:
        """What another process has found out."""
        if rate is not None and (self.held_until is None or until > self.held_until):
            self._ceiling = min(rate / SLOWER, self.most)
            self.rate, self.held_until = rate, until

    def hold(self, seconds: float) -> None:
        """Let nothing leave for so many seconds."""
        until = self._clock() + timedelta(seconds=seconds)
        self.held_until = max(self.held_until or until, until)

    @property
    def is_held(self) -> bool:
        """Whether nothing may leave at this moment."""
        return self.held_until is not None and self.held_until > self._clock()

    async def _is_free(self) -> bool:
        """Wait out a short hold; False when it is long, or the end."""
        waited: datetime | None = None
        # It may have been prolonged meanwhile, by one that was under way.
        while self.held_until != waited and not self._closing.is_set():
            waited = self.held_until
            assert waited is not None
            wait = waited - self._clock()
            if wait > PATIENCE:
                return False
            await self._sleep(wait.total_seconds())
        return not self._closing.is_set()

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0 and not self._closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), seconds)
