"""A job on its way through the writer, and back to who waits for it."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from typing import Any

from bot.store.session import Job

log = logging.getLogger("piazza.store")


class Ticket:
    """A job, who waits for it, and what came of it."""

    __slots__ = ("context", "error", "future", "job", "loop", "value")

    def __init__(
        self,
        job: Job[Any],
        future: asyncio.Future[Any] | Future[Any],
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.job = job
        self.future = future
        self.loop = loop
        self.context = copy_context()
        self.value: Any = None
        self.error: BaseException | None = None

    @property
    def name(self) -> str:
        job = self.job.func if isinstance(self.job, partial) else self.job
        return getattr(job, "__qualname__", type(job).__name__)

    def settle(self) -> None:
        """Tell who waits; has to happen where the future lives."""
        error, self.error = self.error, None  # the error's traceback holds this ticket
        if self.future.done():
            if error is not None:
                log.warning("job %s failed when nobody waited any more", self.name, exc_info=error)
        elif error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(self.value)


def deliver(group: list[Ticket]) -> None:
    """Wake all who wait, every event loop once."""
    waiting: dict[asyncio.AbstractEventLoop, list[Ticket]] = {}
    for ticket in group:
        if ticket.loop is None:
            ticket.settle()
        else:
            waiting.setdefault(ticket.loop, []).append(ticket)
    for loop, tickets in waiting.items():
        try:
            loop.call_soon_threadsafe(_settle, tickets)
        except RuntimeError:
            log.warning("%d jobs were done for an event loop that is closed", len(tickets))


def _settle(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        ticket.settle()
