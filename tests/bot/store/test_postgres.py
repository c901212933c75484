"""What only happens with PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import closing

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.store.database import Database, open_database
from bot.store.errors import Busy
from tests.bot.store.toys import Note, note, notes


def test_many_jobs_at_once_are_all_stored(postgres: Database) -> None:
    async def story() -> list[int]:
        return await asyncio.gather(*(postgres.write(note(f"note {i}")) for i in range(100)))

    assert len(set(asyncio.run(story()))) == 100


def test_a_row_held_by_somebody_else_is_busy(postgres: Database) -> None:
    postgres.write_now(note("wanted"))
    change = update(Note).values(text="changed")
    with postgres.engine.begin() as somebody:
        somebody.execute(select(Note).with_for_update())
        with pytest.raises(Busy, match="The database is busy; nothing was stored"):
            asyncio.run(postgres.write(lambda db: db.execute(change)))
    assert notes(postgres) == ["wanted"]
    postgres.write_now(lambda db: db.execute(change))
    assert notes(postgres) == ["changed"]


def test_a_broken_connection_is_busy_and_the_next_job_gets_another(postgres: Database) -> None:
    def lose_the_connection(db: Session) -> None:
        note("lost")(db)
        mine = db.scalar(text("SELECT pg_backend_pid()"))
        with postgres.engine.begin() as somebody:
            somebody.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": mine})
        note("unreachable")(db)

    with pytest.raises(Busy):
        asyncio.run(postgres.write(lose_the_connection))
    asyncio.run(postgres.write(note("again")))
    assert notes(postgres) == ["again"]


def test_a_server_that_is_not_there_is_busy() -> None:
    with (
        closing(open_database("postgresql://nobody:secret@127.0.0.1:1/piazza")) as database,
        pytest.raises(Busy, match="The database can't be reached") as refusal,
    ):
        database.read_now(note("unreachable"))
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_mistake_in_a_job_is_not_taken_for_a_busy_database(postgres: Database) -> None:
    def take_too_long(db: Session) -> None:
        db.execute(text("SET LOCAL statement_timeout = 1"))
        db.execute(text("SELECT pg_sleep(10)"))

    with pytest.raises(OperationalError, match="statement timeout"):
        postgres.write_now(take_too_long)
