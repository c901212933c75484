"""Courtesy: what nobody waits for steps aside while somebody does."""

from __future__ import annotations

import asyncio
import time

# For so many seconds after somebody has asked for something others may follow.
STILL = 1.0
# For so many times as long as it took the work rests then.
REST = 2
# A job rests for as long as it took, and for no longer than so many seconds.
LONGEST = 0.25


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
        if self._last > began:
            time.sleep(min(LONGEST, time.monotonic() - began))
