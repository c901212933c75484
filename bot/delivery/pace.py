"""Pace: how fast a workspace lets us send."""

from __future__ import annotations

import asyncio


class Pace:
    """Turns at an even rate, for one workspace and lane; `hold` stops them all for a while."""

    def __init__(self, per_minute: int) -> None:
        self._gap = 60 / per_minute
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until the next message may leave."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        start = max(now, self._next)
        self._next = start + self._gap
        if start > now:
            await asyncio.sleep(start - now)

    def hold(self, seconds: float) -> None:
        """Let nothing leave for so many seconds."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)
