"""The distributed engine: kicks are tasks of Procrastinate, worked by every process there is.

Procrastinate carries kicks and never state: whatever of it is lost, the next sweep kicks again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from bot.delivery.kick_tables import prepare
from bot.store.database import Database
from bot.store.errors import Busy

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.tasks import Task

log = structlog.get_logger("piazza.engine")

Drain: TypeAlias = Callable[[str], Awaitable[None]]
# Frees, in a transaction, what the one held who drained a queue and is not heard of any more.
Free: TypeAlias = Callable[[Connection, str], None]

NAME = "piazza"
BEAT = 2.0
# Seconds of silence after which a process counts as dead.
SILENCE = 6.0
# A kick during a drain waits for its end, and of that nobody is notified.
LOOK_AGAIN = 0.5
PATIENCE = 5
AGAIN = 0.5
# Queues that one process drains at once.
AT_ONCE = 10
LIMITS = "-c lock_timeout=1000 -c statement_timeout=10000"  # milliseconds

_forsaken = text(
    "DELETE FROM procrastinate_jobs WHERE queue_name = :name AND status = 'doing'"
    " AND (worker_id IS NULL OR worker_id IN (SELECT id FROM procrastinate_workers"
    " WHERE last_heartbeat < now() - make_interval(secs => :silence))) RETURNING lock"
)
_open = text(
    "SELECT count(*) FROM procrastinate_jobs"
    " WHERE queue_name = :name AND status IN ('todo', 'doing')"
)


class DistributedEngine:
    """Drains queues that any process has kicked, each in one process at a time."""

    def __init__(self, database: Database, drain: Drain, free: Free) -> None:
        self._database = database
        self._drain = drain
        self._free = free
        self._kicked: set[str] = set()
        self._passing: set[str] = set()
        self._wake = asyncio.Event()
        self._connection = asyncio.Event()
        self._draining: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        await asyncio.to_thread(prepare, self._database)
        self._app, self._task = self._connected()
        works = (self._work(), self._hand_on(), self._watch())
        # Who starts it is not whom the log speaks of.
        self._tasks = [asyncio.create_task(work, context=Context()) for work in works]

    def kick(self, queue: str) -> None:
        self._kicked.add(queue)
        self._wake.set()

    async def idle(self) -> None:
        while True:
            here = self._kicked or self._passing or self._draining
            if not here and await self._database.read(_count) == 0:
                return
            await asyncio.sleep(AGAIN / 10)

    async def stop(self) -> None:
        self._stopping = True
        pending = set(self._tasks)
        while pending:
            # One that is told while it connects, or takes its first step, may not hear it.
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=2 * PATIENCE)

    def _connected(self) -> tuple[App, Task[Any, Any, Any]]:
        # Loaded here: SQLite needs none of it.
        from procrastinate import App, PsycopgConnector

        url = self._database.engine.url.set(drivername="postgresql")
        limits = {"connect_timeout": 2, "options": LIMITS}
        connector = PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False),
            min_size=1,
            max_size=4,
            timeout=2,
            kwargs=limits,
        )
        app = App(connector=connector)
        return app, app.task(name="drain", queue=NAME)(self._run)

    async def _work(self) -> None:
        """Work on what has been kicked; a database that is away is waited for."""
        while not self._stopping:
            try:
                await self._reachable()
                async with self._app.open_async():
                    self._connection.set()
                    await self._app.run_worker_async(
                        queues=[NAME],
                        name=NAME,
                        concurrency=AT_ONCE,
                        delete_jobs="always",
                        install_signal_handlers=False,
                        update_heartbeat_interval=BEAT,
                        stalled_worker_timeout=SILENCE,
                        fetch_job_polling_interval=LOOK_AGAIN,
                        shutdown_graceful_timeout=PATIENCE,
                    )
            except _lost() as error:
                log.warning("not_now", reason=_reason(error))
            except Exception:
                log.exception("engine_failed")
            finally:
                self._connection.clear()
                # Who is stopped while it connects leaves its connections to nobody else.
                with suppress(*_lost()):
                    await self._app.close_async()
            await asyncio.sleep(AGAIN)

    async def _reachable(self) -> None:
        while True:
            with suppress(Busy):
                await self._database.read(_count)
                return
            await asyncio.sleep(AGAIN)

    async def _run(self, queue: str) -> None:
        """A task: drain a queue, which nobody else does meanwhile."""
        draining = asyncio.create_task(self._say_failure(queue), context=Context())
        self._draining.add(draining)
        draining.add_done_callback(self._draining.discard)
        try:
            await asyncio.shield(draining)
        except asyncio.CancelledError:
            draining.cancel()
            await asyncio.wait([draining])
            self.kick(queue)
        if self._stopping:
            # What is left is for others, and they need not wait for a sweep.
            with suppress(*_lost()):
                await self._defer(queue)

    async def _say_failure(self, queue: str) -> None:
        try:
            await self._drain(queue)
        except Exception:
            # The rows still hold what is due; the next sweep kicks the queue again.
            log.exception("drain_failed", queue=queue)

    async def _hand_on(self) -> None:
        """Make tasks of kicks, those that have gathered together."""
        while True:
            await self._wake.wait()
            await self._connection.wait()
            self._wake.clear()
            self._passing, self._kicked = self._kicked, set()
            for queue in sorted(self._passing):
                try:
                    await self._defer(queue)
                except _lost() as error:
                    log.warning("not_kicked", queue=queue, reason=_reason(error))
                    self.kick(queue)
                    await asyncio.sleep(AGAIN)
                except Exception:
                    # The next sweep kicks it again, and the others are to be kicked now.
                    log.exception("not_kicked", queue=queue)
            self._passing = set()

    async def _defer(self, queue: str) -> None:
        from procrastinate.exceptions import AlreadyEnqueued

        # One that waits will see what we mean: it has not looked yet.
        with suppress(AlreadyEnqueued):
            await self._task.configure(lock=queue, queueing_lock=queue).defer_async(queue=queue)

    async def _watch(self) -> None:
        """Take over from the dead, and notice when we have been taken for dead."""
        last = time.time()
        while True:
            await asyncio.sleep(BEAT)
            now = time.time()
            if now - last > SILENCE:
                # Others have taken over what we were doing when we were frozen.
                log.warning("was_frozen", seconds=round(now - last))
                for task in self._draining:
                    task.cancel()
            last = now
            try:
                await self._take_over()
            except Busy as error:
                log.warning("not_now", reason=str(error))
            except Exception:
                log.exception("engine_failed")

    async def _take_over(self) -> None:
        """Free what the dead held, in the transaction in which they lose the queue; kick it."""

        def free(db: Session) -> list[str]:
            connection = db.connection()
            given = {"name": NAME, "silence": SILENCE}
            queues = sorted(set(connection.execute(_forsaken, given).scalars()))
            for queue in queues:
                self._free(connection, queue)
            return queues

        for queue in await self._database.write(free):
            log.warning("taken_over", queue=queue)
            self.kick(queue)


def _count(db: Session) -> int:
    found: int = db.execute(_open, {"name": NAME}).scalar_one()
    return found


def _reason(error: Exception) -> str:
    return str(error.__cause__ or error).strip().partition("\n")[0]


def _lost() -> tuple[type[Exception], ...]:
    """The errors of a connection that is lost, or not there yet."""
    import psycopg
    from procrastinate.exceptions import AppNotOpen, ConnectorException

    return AppNotOpen, ConnectorException, psycopg.Error
