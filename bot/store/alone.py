"""One long transaction for a program that has the database to itself: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TypeVar

from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.errors import Busy
from bot.store.session import Job, JobSession, run
from bot.store.turns import take_turn

T = TypeVar("T")


class Alone(Database):
    """Runs each job at once in the asker's own thread; a job that raises leaves nothing behind.

    Without threads to change to and commits to wait for, thousands of small jobs take seconds.
    """

    def __init__(self, database: Database, connection: Connection) -> None:
        super().__init__(database.engine, database.engine)
        self.kind = database.kind
        self._database = database
        self._connection = connection
        # Jobs have threads of their own, and the one connection is for one of them at a time.
        self._turn = RLock()

    async def write(self, job: Job[T]) -> T:
        return self.write_now(job)

    def write_now(self, job: Job[T]) -> T:
        self._check_open()
        with self.naming_busy(), self._turn:
            return run(JobSession(self._connection), job)

    async def read(self, job: Job[T]) -> T:
        return self.write_now(job)

    def read_now(self, job: Job[T]) -> T:
        return self.write_now(job)

    def scrub(self) -> None:
        """What is not committed cannot be overwritten yet."""

    def busy(self, error: BaseException) -> Busy | None:
        return self._database.busy(error)

    def close(self) -> None:
        """Refuse what comes; what was done is kept or undone by `alone`."""
        self._closed = True

    def _finish_writing(self) -> None:
        """Nothing ever waits."""


@contextmanager
def alone(database: Database) -> Iterator[Database]:
    """Keep others who want this from beginning, and on SQLite everybody from writing.

    What was done is kept at the end, or undone by an error.
    """
    with database.naming_busy(), database.engine.begin() as connection:
        take_turn(connection, "alone")
        held = Alone(database, connection)
        try:
            yield held
        finally:
            held.close()
