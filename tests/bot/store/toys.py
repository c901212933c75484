"""Toy tables and jobs for the tests of the store."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.database import Database
from bot.store.tables import Table
from bot.store.writer import GROUP_SECONDS

DEADLINE = 20


class Note(Table):
    __tablename__ = "toy_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)


class Remark(Table):
    """Refers to a note, which is checked at COMMIT and not before."""

    __tablename__ = "toy_remark"
    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(
        ForeignKey("toy_note.id", deferrable=True, initially="DEFERRED")
    )


class Happening(Table):
    __tablename__ = "toy_happening"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]]


TOYS = [Note.__table__, Remark.__table__, Happening.__table__]


class Refusal(Exception):
    """What a job raises that does not want to go on."""


def make_toys(database: Database) -> None:
    database.write_now(lambda db: Table.metadata.create_all(db.connection(), tables=TOYS))


def note(text: str) -> Callable[[Session], int]:
    """A job that keeps a note and returns its id."""

    def keep(db: Session) -> int:
        kept = Note(text=text)
        db.add(kept)
        db.flush()
        return kept.id

    return keep


def refused(text: str) -> Callable[[Session], int]:
    """A job that keeps a note and then thinks better of it."""

    def keep_and_refuse(db: Session) -> int:
        note(text)(db)
        raise Refusal(text)

    return keep_and_refuse


def notes(database: Database) -> list[str]:
    return database.read_now(lambda db: list(db.scalars(select(Note.text).order_by(Note.id))))


@contextmanager
def writer_held(database: Database) -> Iterator[None]:
    """Keep the writer at work, so that all jobs given inside wait for the next group."""
    entered, leave = threading.Event(), threading.Event()

    def hold(db: Session) -> None:
        started = perf_counter()
        entered.set()
        leave.wait(DEADLINE)
        while perf_counter() < started + GROUP_SECONDS:
            pass  # after that long nobody joins this job's own group

    thread = threading.Thread(target=database.write_now, args=(hold,))
    thread.start()
    entered.wait(DEADLINE)
    try:
        yield
    finally:
        leave.set()
        thread.join()


def together(database: Database, *jobs: Callable[[Session], Any]) -> list[Any]:
    """The results or errors of jobs that waited for the writer at the same time."""

    async def story() -> list[Any]:
        with writer_held(database):
            tasks = [asyncio.create_task(database.write(job)) for job in jobs]
            await asyncio.sleep(0)
        async with asyncio.timeout(DEADLINE):
            return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(story())
