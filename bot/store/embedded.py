"""SQLite: one file, one process, nothing to install."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy import URL

from bot.store import sqlite
from bot.store.database import Database
from bot.store.errors import Busy
from bot.store.session import Job
from bot.store.ticket import Ticket
from bot.store.writer import Writer

T = TypeVar("T")


class EmbeddedDatabase(Database):
    """All jobs that store go through one thread; readers beside it never hold it up."""

    kind = "sqlite"

    def __init__(self, url: URL) -> None:
        super().__init__(sqlite.writing(url), sqlite.reading(url))
        with self.naming_busy():
            sqlite.check(self.engine)
        self._writer = Writer(self.engine)

    async def write(self, job: Job[T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.put(Ticket(job, future, loop))
        return await future

    def write_now(self, job: Job[T]) -> T:
        if self._writer.is_current_thread:
            raise RuntimeError("a job can't wait for another job: use its own session")
        future: Future[T] = Future()
        self._writer.put(Ticket(job, future))
        return future.result()

    def scrub(self) -> None:
        self._check_open()
        with self.naming_busy():
            sqlite.scrub(self.engine)

    def busy(self, error: BaseException) -> Busy | None:
        return sqlite.busy(error)

    def _finish_writing(self) -> None:
        self._writer.close()
