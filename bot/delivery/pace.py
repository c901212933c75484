"""Pace: how fast a workspace lets us send."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Pace:
    """Turns at an even rate, for one workspace and lane; `hold` stops them all for a while."""

    def __init__(self, per_minute: int, closing: asyncio.Event) -> None:
        self._gap = 60 / per_minute
        self._next = 0.0
        self._closing = closing

    async def turn(self) -> bool:
        """Wait until the next message may leave; False when none may leave any more."""
        loop = asyncio.get_running_loop()
        while (wait := self._next - loop.time()) > 0 and not self._closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), wait)
        self._next = loop.time() + self._gap
        return not self._closing.is_set()

    def hold(self, seconds: float) -> None:
        """Let nothing leave for so many seconds."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)
