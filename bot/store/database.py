"""The database as the rest of the program sees it: give it a job, get what came of it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Literal, TypeVar

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SetupError
from bot.store.errors import Busy, Closed
from bot.store.session import Job, JobSession, run

T = TypeVar("T")

READERS = 4
KNOWN = "write sqlite:///path/to/piazza.db or postgresql://user@host/name"


class Database(ABC):
    """Runs jobs: plain functions that take a session and are one transaction each.

    A job that raises leaves nothing behind and its error goes to who asked for it. `Busy` is
    raised when the database is held by somebody else or can't be reached, `Closed` after `close`.
    """

    kind: Literal["sqlite", "postgresql"]

    def __init__(self, engine: Engine, reading: Engine) -> None:
        self.engine = engine
        self._reading = reading
        self._closed = False
        self._readers = ThreadPoolExecutor(READERS, "piazza-reader")

    @abstractmethod
    async def write(self, job: Job[T]) -> T:
        """Run a job that stores; returns after the commit. Cancelled while queued, it never runs.

        Cancelled later, it may be stored although nobody hears of it.
        """

    @abstractmethod
    def write_now(self, job: Job[T]) -> T:
        """`write` for code without an event loop; blocks."""

    @abstractmethod
    def scrub(self) -> None:
        """Let no copy of what was deleted stay in our own files; blocks, and may be repeated."""

    @abstractmethod
    def busy(self, error: BaseException) -> Busy | None:
        """`Busy` if the driver means that by this error."""

    async def read(self, job: Job[T]) -> T:
        """Run a job that only looks, at one state of the database, beside the writers."""
        return await self._in_pool(self._readers, self._read, job)

    def read_now(self, job: Job[T]) -> T:
        """`read` for code without an event loop; blocks."""
        self._check_open()
        return self._read(job)

    def close(self) -> None:
        """Finish what was asked for, refuse what comes; blocks. A second time does nothing."""
        self._closed = True
        self._finish_writing()
        self._readers.shutdown()
        self._reading.dispose()
        self.engine.dispose()

    @contextmanager
    def naming_busy(self) -> Iterator[None]:
        """Raise `Busy` in the place of the driver's own error for it."""
        try:
            yield
        except Exception as error:
            if (busy := self.busy(error)) is None:
                raise
            raise busy from error

    @abstractmethod
    def _finish_writing(self) -> None: ...

    def _read(self, job: Job[T]) -> T:
        with self.naming_busy():
            return run(JobSession(self._reading), job)

    async def _in_pool(
        self, pool: ThreadPoolExecutor, call: Callable[[Job[T]], T], job: Job[T]
    ) -> T:
        self._check_open()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, copy_context().run, call, job)

    def _check_open(self) -> None:
        if self._closed:
            raise Closed


def open_database(url: str) -> Database:
    """The database at `sqlite:///path` or `postgresql://user@host/name`; SetupError for others."""
    parsed = _parse(url)
    # The other database's code and driver are never loaded.
    if parsed.get_backend_name() == "sqlite":
        from bot.store.embedded import EmbeddedDatabase

        return EmbeddedDatabase(parsed)
    if parsed.get_backend_name() == "postgresql":
        from bot.store.postgres import PostgresDatabase

        return PostgresDatabase(parsed)
    raise SetupError(f"database: {parsed.get_backend_name()!r} is not known; {KNOWN}")


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise SetupError(f"database: this is no address of a database; {KNOWN}") from error
