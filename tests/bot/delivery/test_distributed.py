"""The engine of several processes: one drains a queue, nothing is left, the dead are replaced."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.delivery import distributed
from bot.delivery.distributed import DistributedEngine
from bot.delivery.kick_tables import prepare
from bot.store.database import Database, open_database

Drain: TypeAlias = Callable[[str], Awaitable[None]]
QUEUE = "test:T1"


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = open_database(postgres_url)
    yield database
    database.close()


@asynccontextmanager
async def started(
    database: Database, drain: Drain, freed: list[str] | None = None
) -> AsyncIterator[DistributedEngine]:
    """An engine, as a process has one."""

    def free(_db: Connection, queue: str) -> None:
        if freed is not None:
            freed.append(queue)

    engine = DistributedEngine(database, drain, free)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


def execute(database: Database, statement: str, **values: Any) -> Any:
    return database.write_now(lambda db: db.connection().execute(sa.text(statement), values).all())


def kept(database: Database) -> int:
    """How many kicks the database holds."""
    [(count,)] = execute(database, "SELECT count(*) FROM procrastinate_jobs")
    return int(count)


async def until(met: Callable[[], bool]) -> None:
    """Wait for something; it is for `tell` to lose patience."""
    for _ in itertools.count():
        if met():
            return
        await asyncio.sleep(0.02)


def tell(story: Awaitable[None]) -> None:
    async def whole() -> None:
        await asyncio.wait_for(story, 30)

    asyncio.run(whole())


def test_what_one_process_kicks_is_drained_once_by_any_and_leaves_no_trace(
    database: Database,
) -> None:
    drained: list[str] = []

    async def drain(queue: str) -> None:
        drained.append(queue)

    async def story() -> None:
        async with started(database, drain) as one, started(database, drain) as other:
            one.kick(QUEUE)
            await one.idle()
            other.kick("test:T2")
            await other.idle()

    tell(story())
    assert (drained, kept(database)) == ([QUEUE, "test:T2"], 0)


def test_a_kick_while_it_drains_drains_once_more_and_never_two_at_once(database: Database) -> None:
    under_way, most, count = 0, 0, 0

    async def story() -> None:
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def drain(_queue: str) -> None:
            nonlocal under_way, most, count
            under_way, count = under_way + 1, count + 1
            most = max(most, under_way)
            begun.set()
            await go_on.wait()
            under_way -= 1

        async with started(database, drain) as one, started(database, drain) as other:
            one.kick(QUEUE)
            await begun.wait()
            for engine in (one, other) * 3:
                engine.kick(QUEUE)
                await asyncio.sleep(0)
            await until(lambda: kept(database) == 2)
            go_on.set()
            await other.idle()

    tell(story())
    assert (most, kept(database)) == (1, 0)
    assert 2 <= count <= 3


def test_what_a_dead_process_was_draining_is_freed_and_drained_by_another(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "BEAT", 0.1)
    drained: list[str] = []
    freed: list[str] = []
    prepare(database)
    # It has taken one kick, and a second one waits behind that.
    [(dead,)] = execute(
        database,
        "INSERT INTO procrastinate_workers (last_heartbeat)"
        " VALUES (now() - interval '7 seconds') RETURNING id",
    )
    for status, worker in (("doing", dead), ("todo", None)):
        execute(
            database,
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, lock, queueing_lock, args, status, worker_id)"
            " VALUES ('piazza', 'drain', :queue, :queue, jsonb_build_object('queue',"
            " cast(:queue AS text)), cast(:status AS procrastinate_job_status), :worker)"
            " RETURNING id",
            queue=QUEUE,
            status=status,
            worker=worker,
        )

    async def drain(queue: str) -> None:
        assert freed == [QUEUE], "drained before it was freed"
        drained.append(queue)

    async def story() -> None:
        async with started(database, drain, freed) as engine:
            await engine.idle()

    with capture_logs() as logged:
        tell(story())
    assert set(drained) == {QUEUE}
    assert (freed, kept(database)) == ([QUEUE], 0)
    assert [line["queue"] for line in logged if line["event"] == "taken_over"] == [QUEUE]


def test_a_living_process_keeps_what_takes_long(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "BEAT", 0.05)
    monkeypatch.setattr(distributed, "SILENCE", 1.0)
    freed: list[str] = []

    async def story() -> None:
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def drain(_queue: str) -> None:
            begun.set()
            await go_on.wait()

        async with started(database, drain, freed) as one, started(database, drain, freed):
            one.kick(QUEUE)
            await begun.wait()
            [(first,)] = execute(database, "SELECT max(last_heartbeat) FROM procrastinate_workers")
            later = "SELECT id FROM procrastinate_workers WHERE last_heartbeat > :late"
            late = first + timedelta(seconds=1.5)
            await until(lambda: len(execute(database, later, late=late)) == 2)
            go_on.set()
            await one.idle()

    tell(story())
    assert freed == []


def test_a_drain_that_failed_is_said_and_can_be_kicked_again(database: Database) -> None:
    tries: list[str] = []

    async def drain(queue: str) -> None:
        tries.append(queue)
        if len(tries) == 1:
            raise LookupError("broken")

    async def story() -> None:
        async with started(database, drain) as engine:
            for _ in range(2):
                engine.kick(QUEUE)
                await engine.idle()

    with capture_logs() as logged:
        tell(story())
    assert (tries, kept(database)) == ([QUEUE] * 2, 0)
    assert [line["event"] for line in logged] == ["drain_failed"]


def test_who_is_stopped_hands_what_is_left_to_another(database: Database) -> None:
    drained: list[str] = []

    async def story() -> None:
        begun, closing = asyncio.Event(), asyncio.Event()

        async def first(_queue: str) -> None:
            begun.set()
            await closing.wait()

        async def second(queue: str) -> None:
            drained.append(queue)

        async with AsyncExitStack() as stack:
            one = await stack.enter_async_context(started(database, first))
            one.kick(QUEUE)
            await begun.wait()
            other = await stack.enter_async_context(started(database, second))
            closing.set()
            await one.stop()
            await other.idle()

    tell(story())
    # Where the first was quicker than its end, there is nothing to hand over.
    assert drained in ([QUEUE], [])


@pytest.mark.soak
def test_several_that_start_at_once_make_the_tables_once(database: Database) -> None:
    async def drain(_queue: str) -> None: ...

    async def story() -> None:
        async with AsyncExitStack() as stack:
            await asyncio.gather(
                *(stack.enter_async_context(started(database, drain)) for _ in range(4))
            )

    tell(story())
    assert kept(database) == 0


def test_who_is_stopped_while_it_connects_leaves_nothing_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[AsyncConnectionPool] = []

    async def drain(_queue: str) -> None: ...

    async def waits(pool: AsyncConnectionPool, **_named: Any) -> None:
        pools.append(pool)
        await asyncio.Event().wait()

    async def story() -> None:
        async with started(database, drain):
            await until(lambda: pools != [])

    monkeypatch.setattr(AsyncConnectionPool, "wait", waits)
    tell(story())
    assert [pool.closed for pool in pools] == [True]


def test_a_connection_that_is_cut_is_made_again(database: Database) -> None:
    drained: list[str] = []

    async def drain(queue: str) -> None:
        drained.append(queue)

    async def story() -> None:
        async with started(database, drain) as engine:
            engine.kick(QUEUE)
            await engine.idle()
            cut = sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await database.read(lambda db: db.execute(cut).all())

            def comes_through() -> bool:
                engine.kick(QUEUE)
                return len(drained) > 1

            await until(comes_through)

    with capture_logs():
        tell(story())
