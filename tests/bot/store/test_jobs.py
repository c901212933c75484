"""What a job may count on, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, StatementError
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.errors import Closed
from tests.bot.store.toys import Happening, Note, Refusal, note, notes, refused

EVENT: ContextVar[str] = ContextVar("EVENT", default="none")


def test_what_a_job_stores_is_there_for_the_next(database: Database) -> None:
    assert asyncio.run(database.write(note("first"))) == 1
    assert database.write_now(note("second")) == 2
    assert notes(database) == ["first", "second"]


def test_what_was_added_without_a_flush_is_stored_too(database: Database) -> None:
    database.write_now(lambda db: db.add(Note(text="added")))
    assert notes(database) == ["added"]


def test_a_job_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(Refusal, match="never mind"):
        asyncio.run(database.write(refused("never mind")))
    assert notes(database) == []


def test_a_job_may_undo_a_part_of_itself(database: Database) -> None:
    def try_twice(db: Session) -> None:
        note("same")(db)
        with pytest.raises(IntegrityError), db.begin_nested():
            note("same")(db)
        note("other")(db)

    database.write_now(try_twice)
    assert notes(database) == ["same", "other"]


def commit(db: Session) -> None:
    note("committed")(db)
    db.commit()


def begin(db: Session) -> None:
    with db.begin():
        note("committed")(db)


def begin_again(db: Session) -> None:
    db.rollback()
    with db.begin():
        note("committed")(db)


@pytest.mark.parametrize("job", [commit, begin, begin_again])
def test_a_job_does_not_commit_by_itself(database: Database, job: Callable[..., None]) -> None:
    with pytest.raises(RuntimeError, match="a job is one transaction"):
        database.write_now(job)
    assert notes(database) == []


def test_a_session_kept_beyond_its_job_is_of_no_use(database: Database) -> None:
    session = database.write_now(lambda db: db)
    with pytest.raises(InvalidRequestError, match="closed"):
        session.execute(select(Note.text))


def test_an_object_from_a_job_can_still_be_read(database: Database) -> None:
    database.write_now(note("kept"))
    kept = asyncio.run(database.read(lambda db: db.scalars(select(Note)).one()))
    assert kept.text == "kept"


@pytest.mark.parametrize("way", ["read", "write"])
def test_a_job_that_lets_a_stop_iteration_out_is_answered(database: Database, way: str) -> None:
    ask = database.read if way == "read" else database.write
    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(ask(lambda db: next(iter([]))))


@pytest.mark.parametrize("way", ["read", "write"])
def test_a_job_knows_for_which_event_it_runs(database: Database, way: str) -> None:
    async def story() -> str:
        EVENT.set("Ev123")
        return await (database.read if way == "read" else database.write)(lambda db: EVENT.get())

    assert asyncio.run(story()) == "Ev123"


def test_a_reader_stores_nothing_and_says_so(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        database.read_now(lambda db: db.execute(text("DELETE FROM toy_note")))
    with pytest.raises(DBAPIError, match=r"read-?only"):
        asyncio.run(database.read(lambda db: db.add(Note(text="lost"))))
    database.write_now(note("a connection that has read can write"))
    assert len(notes(database)) == 1


def test_a_reader_sees_one_state_from_beginning_to_end(database: Database) -> None:
    def count_while_others_write(db: Session) -> tuple[int, int]:
        before = len(db.scalars(select(Note.text)).all())
        database.write_now(note("meanwhile"))
        return before, len(db.scalars(select(Note.text)).all())

    assert database.read_now(count_while_others_write) == (0, 0)
    assert notes(database) == ["meanwhile"]


def test_a_closed_database_refuses(database: Database) -> None:
    database.close()
    for ask in (database.write, database.read):
        with pytest.raises(Closed, match="The database is closed"):
            asyncio.run(ask(note("late")))
    for ask_now in (database.write_now, database.read_now):
        with pytest.raises(Closed, match="The database is closed"):
            ask_now(note("late"))
    database.close()


def test_what_was_asked_for_before_closing_is_done(database: Database, url: str) -> None:
    async def story() -> list[int]:
        tasks = [asyncio.create_task(database.write(note(f"note {i}"))) for i in range(40)]
        await asyncio.sleep(0)
        database.close()
        return await asyncio.gather(*tasks)

    assert len(set(asyncio.run(story()))) == 40


def keep(at: datetime, **details: Any) -> Callable[[Session], None]:
    return lambda db: db.add(Happening(at=at, details=details))


def happenings(database: Database) -> list[Happening]:
    return database.read_now(lambda db: list(db.scalars(select(Happening).order_by(Happening.at))))


def test_a_moment_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    noon_in_rome = datetime(2026, 7, 1, 12, 0, 0, 123456, timezone(timedelta(hours=2)))
    database.write_now(keep(noon_in_rome))
    (found,) = happenings(database)
    assert found.at == noon_in_rome
    assert found.at.tzinfo is UTC


def test_moments_are_in_order_whatever_zone_they_were_given_in(database: Database) -> None:
    earlier = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=9)))
    later = datetime(2026, 7, 1, 4, tzinfo=UTC)
    database.write_now(keep(later, name="later"))
    database.write_now(keep(earlier, name="earlier"))
    assert [found.details["name"] for found in happenings(database)] == ["earlier", "later"]
    after = select(Happening.at).where(Happening.at > earlier)
    assert database.read_now(lambda db: db.scalars(after).all()) == [later]


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="a moment needs a zone"):
        database.write_now(keep(datetime(2026, 7, 1, 12)))  # noqa: DTZ001 - that is the point


def test_details_keep_their_structure(database: Database) -> None:
    details = {"name": "Zoë", "values": [1, 2.5, None], "nested": {"yes": True}}
    database.write_now(keep(datetime.now(UTC), **details))
    assert happenings(database)[0].details == details


def test_an_id_is_never_given_twice(database: Database) -> None:
    first = database.write_now(note("to be forgotten"))
    database.write_now(lambda db: db.execute(text("DELETE FROM toy_note")))
    assert database.write_now(note("somebody else")) > first
