"""Courtesy: what nobody waits for steps aside while somebody does."""

from __future__ import annotations

import asyncio
import time

# For so many seconds after somebody has asked for something others may follow.
STILL = 1.0
# For so many times as long as it took the work rests then.
REST = 2
# A job rests until nobody has asked for anything for so many seconds, and no longer than so many.
PEACE, LONGEST = 0.1, 1.0


class Courtesy:
    """Knows when anybody asked for anything last."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def asked(self) -> None:
        """Somebody asks for something."""
        self._last = time.monotonic()

    async def step_aside(self, began: float) -> None:
        """Rest from work that began at an instant of `time.monotonic`, if people are about."""
        now = time.monotonic()
        if now - self._last < STILL:
            await asyncio.sleep(REST * (now - began))

    def let_pass(self, began: float) -> None:
        """Rest, in a thread, from work that began at an instant, if somebody asked meanwhile."""
        if self._last <= began:
            return
        until = time.monotonic() + LONGEST
        while (left := min(self._last + PEACE, until) - time.monotonic()) > 0:
            time.sleep(left)
