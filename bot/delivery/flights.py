"""Flights: what is under way, so many at once, and to one target one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Flights:
    """Starts work without waiting for its end; a failure is raised when all have landed."""

    def __init__(self, at_once: int) -> None:
        self._gate = asyncio.Semaphore(at_once)
        self._last: dict[object, asyncio.Task[None]] = {}
        self._failure: BaseException | None = None

    async def start(self, target: object, work: Callable[[], Awaitable[None]]) -> None:
        """Begin as soon as there is room; what goes to the same target ends before it."""
        await self._gate.acquire()
        before = self._last.get(target)
        task = asyncio.create_task(self._fly(work, before))
        self._last[target] = task
        task.add_done_callback(lambda task: self._landed(target, task))

    async def landed(self) -> None:
        """Wait until nothing is under way."""
        while self._last:
            await asyncio.wait(list(self._last.values()))
        if self._failure is not None:
            raise self._failure

    async def _fly(
        self, work: Callable[[], Awaitable[None]], before: asyncio.Task[None] | None
    ) -> None:
        try:
            if before is not None:
                await asyncio.wait([before])
            await work()
        finally:
            self._gate.release()

    def _landed(self, target: object, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failure = self._failure or failure
        if self._last.get(target) is task:
            del self._last[target]
