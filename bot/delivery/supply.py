"""The supply: what is to leave next is taken while the last of what was taken is leaving."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from bot.delivery.sorter import Taken

# With fewer of them left the next are worth waiting for.
FEW = 10


class Supply:
    """One thing after the other, until `take` has nothing more to give."""

    def __init__(self, take: Callable[[], Awaitable[Sequence[Taken] | None]]) -> None:
        self._take = take
        self._here: deque[Taken] = deque()
        self._coming: asyncio.Task[Sequence[Taken] | None] | None = None
        self._half = 0

    async def first(self) -> Taken | None:
        """The one whose turn it is, until it is `gone`; None when all have."""
        while not self._here:
            if not await self._refill():
                return None
        if self._coming is None and len(self._here) == self._half > FEW:
            self._coming = asyncio.ensure_future(self._take())
        return self._here[0]

    def gone(self) -> None:
        """The first one is on its way."""
        self._here.popleft()

    async def left(self) -> Sequence[Taken]:
        """What was taken and has not gone; nothing more comes."""
        coming, self._coming = self._coming, None
        more = await coming if coming else None
        left, self._here = [*self._here, *(more or ())], deque()
        return left

    async def _refill(self) -> bool:
        early, some = self._coming is not None, await self._arrival()
        if early and some is None:
            # Of what was still to come then, some may have come.
            some = await self._arrival()
        self._here += some or ()
        self._half = len(self._here) // 2
        return some is not None

    async def _arrival(self) -> Sequence[Taken] | None:
        """What comes next; of whoever is broken off while it waits, `left` still hears of it."""
        self._coming = self._coming or asyncio.ensure_future(self._take())
        try:
            some = await asyncio.shield(self._coming)
        except Exception:
            self._coming = None
            raise
        self._coming = None
        return some
