"""The one writer of an SQLite file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from functools import partial
from pathlib import Path
from typing import TypeVarTuple

import pytest
from sqlalchemy import Engine, NullPool, create_engine, event, insert, make_url, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store import sqlite
from bot.store.database import READERS, Database
from bot.store.session import JobSession, run
from bot.store.writer import SLOW_SECONDS
from tests.bot.store.toys import (
    DEADLINE,
    Note,
    Refusal,
    Remark,
    note,
    notes,
    refused,
    together,
    writer_held,
)

MANY = 50
Ts = TypeVarTuple("Ts")


def test_jobs_that_wait_together_share_a_commit(embedded: Database) -> None:
    commits: list[object] = []
    event.listen(embedded.engine, "commit", commits.append)
    together(embedded, *(note(f"note {i}") for i in range(MANY)))
    assert len(notes(embedded)) == MANY
    assert len(commits) < MANY / 2


def test_an_event_loop_is_woken_once_for_a_group(embedded: Database) -> None:
    wakes: list[object] = []

    class Loop(asyncio.SelectorEventLoop):
        def call_soon_threadsafe(
            self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
        ) -> asyncio.Handle:
            wakes.append(callback)
            return super().call_soon_threadsafe(callback, *args, context=context)

    async def story() -> None:
        await asyncio.gather(*(embedded.write(note(f"note {i}")) for i in range(MANY)))

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(story())
    assert len(wakes) < MANY / 2


def test_a_refused_job_leaves_nothing_and_its_neighbours_stay(embedded: Database) -> None:
    first, error, last = together(embedded, note("first"), refused("no"), note("last"))
    assert isinstance(error, Refusal)
    assert (first, last) == (1, 2)
    assert notes(embedded) == ["first", "last"]


def test_a_job_that_breaks_a_rule_leaves_nothing_and_its_neighbours_stay(
    embedded: Database,
) -> None:
    def twice(db: Session) -> None:
        db.execute(insert(Note), [{"text": "before"}, {"text": "twice"}])
        db.add(Note(text="twice"))

    _, error, _ = together(embedded, note("first"), twice, note("last"))
    assert isinstance(error, IntegrityError)
    # Nor does the error tell what somebody wrote.
    assert "twice" not in str(error)
    assert notes(embedded) == ["first", "last"]


def refer_to_nothing(db: Session) -> None:
    db.add(Remark(note_id=404))


def test_a_group_that_cannot_be_committed_leaves_nothing(embedded: Database) -> None:
    first, error, no = together(embedded, note("first"), refer_to_nothing, refused("no"))
    assert isinstance(first, IntegrityError)
    assert isinstance(error, IntegrityError)
    assert isinstance(no, Refusal)
    assert notes(embedded) == []
    embedded.write_now(note("and it goes on"))
    assert notes(embedded) == ["and it goes on"]


def left_of_an_abandoned_group(engine: Engine) -> list[str]:
    """What the disk keeps of a job that was done when its group had to be rolled back."""
    Note.metadata.create_all(engine, tables=[Note.__table__])
    with engine.connect() as connection:
        group = connection.begin()
        run(JobSession(connection), note("done"))
        group.rollback()
    with engine.connect() as connection:
        return list(connection.scalars(select(Note.text)))


def test_the_begin_hook_makes_a_group_one_transaction(tmp_path: Path) -> None:
    ours = sqlite.writing(make_url(f"sqlite:///{tmp_path}/ours.db"))
    without_hook = sqlite.writing(make_url(f"sqlite:///{tmp_path}/without.db"))
    event.remove(without_hook, "begin", sqlite.begin_immediate)
    drivers_way = create_engine(f"sqlite:///{tmp_path}/driver.db", poolclass=NullPool)
    assert left_of_an_abandoned_group(ours) == []
    assert left_of_an_abandoned_group(without_hook) == ["done"]
    assert left_of_an_abandoned_group(drivers_way) == ["done"]


def roll_back_everything(db: Session) -> None:
    db.execute(text("INSERT OR ROLLBACK INTO toy_note (text) VALUES ('taken')"))


def commit_everything(db: Session) -> None:
    db.connection().commit()


def test_nobody_is_told_stored_when_the_transaction_was_lost(embedded: Database) -> None:
    embedded.write_now(note("taken"))
    neighbour, error = together(embedded, note("neighbour"), roll_back_everything)
    assert isinstance(error, IntegrityError)
    assert isinstance(neighbour, IntegrityError)
    embedded.write_now(note("and it goes on"))
    assert notes(embedded) == ["taken", "and it goes on"]


def test_a_job_that_ends_the_shared_transaction_is_named(embedded: Database) -> None:
    with pytest.raises(RuntimeError, match="job commit_everything ended the transaction"):
        embedded.write_now(commit_everything)
    embedded.write_now(note("and it goes on"))
    assert notes(embedded) == ["and it goes on"]


def test_a_job_given_up_while_it_waited_is_not_run(embedded: Database) -> None:
    async def story() -> None:
        with writer_held(embedded):
            given_up = asyncio.create_task(embedded.write(note("given up")))
            other = asyncio.create_task(embedded.write(note("other")))
            await asyncio.sleep(0)
            given_up.cancel()
            with pytest.raises(asyncio.CancelledError):
                await given_up
        await other

    asyncio.run(story())
    assert notes(embedded) == ["other"]


def test_a_job_given_up_while_it_ran_fails_into_the_log(
    embedded: Database, caplog: pytest.LogCaptureFixture
) -> None:
    running, go_on = threading.Event(), threading.Event()

    def fail_late(db: Session) -> None:
        running.set()
        go_on.wait(DEADLINE)
        raise Refusal

    async def story() -> None:
        task = asyncio.create_task(embedded.write(fail_late))
        await asyncio.to_thread(running.wait, DEADLINE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        await embedded.write(note("the next group"))

    asyncio.run(story())
    assert "fail_late failed when nobody waited" in caplog.text


def test_loops_and_threads_wait_side_by_side(embedded: Database) -> None:
    def in_a_loop(text: str) -> None:
        asyncio.run(embedded.write(note(text)))

    def in_a_thread(text: str) -> None:
        embedded.write_now(note(text))

    with ThreadPoolExecutor() as pool, writer_held(embedded):
        ways = [in_a_loop, in_a_thread, in_a_loop, in_a_thread]
        waiting = [pool.submit(way, f"note {i}") for i, way in enumerate(ways)]
    for way in waiting:
        way.result(DEADLINE)
    assert sorted(notes(embedded)) == ["note 0", "note 1", "note 2", "note 3"]


def test_a_loop_that_has_gone_holds_nobody_up(
    embedded: Database, caplog: pytest.LogCaptureFixture
) -> None:
    running, go_on = threading.Event(), threading.Event()

    def hold(db: Session) -> None:
        running.set()
        go_on.wait(DEADLINE)

    async def leave_early() -> None:
        asyncio.get_running_loop().create_task(embedded.write(hold))
        await asyncio.to_thread(running.wait, DEADLINE)

    asyncio.run(leave_early())
    go_on.set()
    embedded.write_now(note("the next"))
    assert notes(embedded) == ["the next"]
    embedded.close()  # the writer may say it after it has answered us
    assert "an event loop that is closed" in caplog.text


def test_a_job_that_waits_for_another_job_is_refused(embedded: Database) -> None:
    with pytest.raises(RuntimeError, match="can't wait for another job"):
        embedded.write_now(lambda db: embedded.write_now(note("never")))


def test_a_slow_job_is_logged_by_name(embedded: Database, caplog: pytest.LogCaptureFixture) -> None:
    def dawdle(secret: str, db: Session) -> None:
        threading.Event().wait(SLOW_SECONDS * 1.5)

    embedded.write_now(partial(dawdle, "what nobody may read"))
    assert "dawdle held the writer for" in caplog.text
    assert "nobody may read" not in caplog.text


def test_slow_readers_never_hold_up_the_writer(embedded: Database) -> None:
    reading, written = threading.Barrier(READERS + 1, timeout=DEADLINE), threading.Event()

    def read_slowly(db: Session) -> int:
        db.execute(select(Note.text)).all()
        reading.wait()
        written.wait(DEADLINE)
        return len(db.execute(select(Note.text)).all())

    async def story() -> list[int]:
        readers = [asyncio.create_task(embedded.read(read_slowly)) for _ in range(READERS)]
        await asyncio.to_thread(reading.wait)
        await asyncio.gather(*(embedded.write(note(f"note {i}")) for i in range(MANY)))
        assert not any(reader.done() for reader in readers)
        written.set()
        return await asyncio.gather(*readers)

    assert asyncio.run(story()) == [0] * READERS
    assert len(notes(embedded)) == MANY
