"""The embedded engine: one task a queue, in this process; the rows hold all state."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

import structlog

log = structlog.get_logger("piazza.engine")

PATIENCE = 5


class EmbeddedEngine:
    """Drains a queue whenever this process kicks it."""

    def __init__(self, drain: Callable[[str], Awaitable[None]]) -> None:
        self._drain = drain
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._stopping = False

    async def start(self) -> None:
        """What is due is found by the first sweep."""

    def kick(self, queue: str) -> None:
        if self._stopping:
            return
        if queue in self._running:
            self._again.add(queue)
        else:
            # Who kicked is no longer whom the log speaks of.
            self._running[queue] = asyncio.create_task(self._run(queue), context=Context())

    async def idle(self) -> None:
        while self._running:
            await asyncio.wait(self._running.values())

    async def stop(self) -> None:
        self._stopping = True
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=PATIENCE)
            for task in late:
                task.cancel()

    async def _run(self, queue: str) -> None:
        try:
            again = True
            while again and not self._stopping:
                self._again.discard(queue)
                await self._drain(queue)
                again = queue in self._again
        except Exception:
            # The rows still hold what is due; the next sweep kicks the queue again.
            log.exception("drain_failed", queue=queue)
        finally:
            self._running.pop(queue, None)
