"""PostgreSQL: several processes, through psycopg 3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from psycopg import OperationalError
from sqlalchemy import URL, QueuePool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.database import READERS, Database
from bot.store.errors import Busy
from bot.store.session import Job, JobSession, run

T = TypeVar("T")

WRITERS = 8
NAME = "piazza"  # what every connection of ours calls itself
LIMITS = "-c lock_timeout=1000 -c statement_timeout=10000"  # milliseconds
# Deadlocks and lost races count, too: nothing was stored, and a second try helps.
BUSY_STATES = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "53300",  # too_many_connections
    "55P03",  # lock_not_available
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now
}


class PostgresDatabase(Database):
    """Each job that stores is a transaction of its own in one of eight threads."""

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            # An error that is told does not tell what people wrote.
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=WRITERS + READERS,
            pool_timeout=2,
            connect_args={
                "connect_timeout": 2,
                "options": LIMITS,
                "application_name": NAME,
            },
        )
        reading = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        super().__init__(engine, reading)
        self._writers = ThreadPoolExecutor(WRITERS, "piazza-writer")

    async def write(self, job: Job[T]) -> T:
        return await self._in_pool(self._writers, self._write, job)

    def write_now(self, job: Job[T]) -> T:
        self._check_open()
        return self._write(job)

    def scrub(self) -> None:
        """No dump shows what was deleted; its pages are the server's own affair."""

    def busy(self, error: BaseException) -> Busy | None:
        if isinstance(error, PoolTimeout):
            return Busy("All connections to the database are in use. Try again in a moment.")
        original = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(original, OperationalError):
            return None
        if original.sqlstate is None:  # it comes from the client's side: no connection
            reason = str(original).strip().partition("\n")[0]
            return Busy(f"The database can't be reached ({reason}). Try again in a moment.")
        if original.sqlstate in BUSY_STATES:
            return Busy("The database is busy; nothing was stored. Try again in a moment.")
        return None

    def _write(self, job: Job[T]) -> T:
        with self.naming_busy():
            return run(JobSession(self.engine), job)

    def _finish_writing(self) -> None:
        self._writers.shutdown()
