"""Courtesy: what nobody waits for steps aside while somebody does."""

from __future__ import annotations

import asyncio
import time

# For so many seconds after somebody has asked for something others may follow.
STILL = 1.0
# For so many times as long as it took the work rests then.
REST = 2


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
