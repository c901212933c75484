"""The embedded engine: one task a queue, in this process; the rows hold all state."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import TypeAlias

import structlog

from bot.delivery.queue import INTERACTIVE

log = structlog.get_logger("piazza.engine")

Queue: TypeAlias = str


class Engine:
    """Drains a queue (a workspace and a lane) whenever it is kicked; never two at once on one."""

    def __init__(self, drain: Callable[[str], Awaitable[None]]) -> None:
        self._drain = drain
        self._running: dict[Queue, asyncio.Task[None]] = {}
        self._again: set[Queue] = set()
        self._stopping = False

    def kick(self, workspace: str, lane: int = INTERACTIVE) -> None:
        """See to it that everything due in this queue is sent soon."""
        queue = workspace
        if self._stopping:
            return
        if queue in self._running:
            self._again.add(queue)
        else:
            # Who kicked is no longer whom the log speaks of.
            self._running[queue] = asyncio.create_task(self._run(queue), context=Context())

    async def idle(self) -> None:
        """Wait until every queue that was kicked is drained."""
        while self._running:
            await asyncio.wait(self._running.values())

    async def stop(self) -> None:
        """Let what is being sent finish, for at most five seconds, and take up nothing new."""
        self._stopping = True
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=5)
            for task in late:
                task.cancel()

    async def _run(self, queue: Queue) -> None:
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
