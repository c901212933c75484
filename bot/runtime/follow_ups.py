"""Follow-ups: what a platform does after it has answered, and what takes longer than it waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog

from bot.runtime.platform import DeliveryError

if TYPE_CHECKING:
    from bot.runtime.app import App
    from bot.runtime.incoming import Incoming
    from bot.runtime.outgoing import Answer

log = structlog.get_logger("piazza.app")

# How long a platform that stops waits for them, in seconds.
PATIENCE = 3


class FollowUps:
    """What is still going on for one workspace."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.pending: set[asyncio.Task[None]] = set()

    async def answer(
        self, event: Incoming, budget: float, otherwise: Callable[[Answer], Awaitable[None]]
    ) -> Answer | None:
        """The answer if it is there within so many seconds; otherwise None, and it follows."""
        task = asyncio.create_task(self._app.handle(event))
        done, _ = await asyncio.wait({task}, timeout=budget)
        if done:
            return task.result()

        async def follow() -> None:
            await otherwise(await task)

        self.soon(follow())
        return None

    def soon(self, work: Awaitable[None]) -> None:
        """Do something that nobody waits for; what goes wrong is logged."""
        task = asyncio.create_task(_guarded(work))
        self.pending.add(task)
        task.add_done_callback(self.pending.discard)

    async def stop(self) -> None:
        """Let them finish, but not for long."""
        if self.pending:
            await asyncio.wait(self.pending, timeout=PATIENCE)


async def _guarded(work: Awaitable[None]) -> None:
    try:
        await work
    except DeliveryError as error:
        log.warning("not_sent", reason=error.reason)
    except Exception:
        log.exception("failed")
