"""The one writer of an SQLite file: what waits together is committed together."""

from __future__ import annotations

import logging
import threading
from queue import Empty, SimpleQueue
from time import perf_counter

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError

from bot.store.errors import Closed
from bot.store.session import JobSession, Unheard, run
from bot.store.sqlite import busy, driver
from bot.store.ticket import Ticket, deliver

GROUP_JOBS = 64
GROUP_SECONDS = 0.020  # everybody in a group waits for its last job: full ones stay short, too
SLOW_SECONDS = 0.050

log = logging.getLogger("piazza.store")


class Writer:
    """A thread that takes the jobs waiting, each in a savepoint, and commits them as one group."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._queue: SimpleQueue[Ticket | None] = SimpleQueue()  # None: nothing comes after it
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="piazza-writer", daemon=True)
        self._thread.start()

    def put(self, ticket: Ticket) -> None:
        """Queue a job; after `close` it raises `Closed`."""
        with self._gate:
            if self._closed:
                raise Closed
            self._queue.put(ticket)

    def close(self) -> None:
        """Finish what is queued and stop; a second time does nothing."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    @property
    def is_current_thread(self) -> bool:
        return threading.current_thread() is self._thread

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            self._group(first)
        self._disconnect()

    def _group(self, first: Ticket) -> None:
        group = [first]
        try:
            transaction = self._begin()
            self._run_all(group, transaction)
            transaction.commit()
        except Exception as error:  # noqa: BLE001 - it goes to everybody who waits for this group
            self._fail(group, error)
        deliver(group)

    def _begin(self) -> RootTransaction:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection.begin()

    def _run_all(self, group: list[Ticket], transaction: RootTransaction) -> None:
        ends = perf_counter() + GROUP_SECONDS
        for ticket in group:  # it grows while we go through it
            if not ticket.future.cancelled():
                ticket.context.run(self._run, ticket, transaction)
            if len(group) < GROUP_JOBS and perf_counter() < ends and (follower := self._next()):
                group.append(follower)

    def _run(self, ticket: Ticket, transaction: RootTransaction) -> None:
        started = perf_counter()
        try:
            ticket.value = run(JobSession(transaction.connection), ticket.job)
        except BaseException as error:  # noqa: BLE001 - it goes to the one who waits for this job
            ticket.error = error
        took = perf_counter() - started
        if took > SLOW_SECONDS and not isinstance(ticket.job, Unheard):
            log.warning("job %s held the writer for %d ms", ticket.name, took * 1000)
        if not (transaction.is_active and driver(transaction.connection).in_transaction):
            ticket.error = _lost(ticket)
            raise ticket.error

    def _next(self) -> Ticket | None:
        try:
            ticket = self._queue.get_nowait()
        except Empty:
            return None
        if ticket is None:
            self._queue.put(None)  # for _work, which ends by it
        return ticket

    def _fail(self, group: list[Ticket], error: Exception) -> None:
        self._disconnect()  # whatever is left of the transaction goes with the connection
        if busy(error) is not None:
            while (ticket := self._next()) is not None:
                group.append(ticket)
        for ticket in group:
            if ticket.future.done():
                continue
            # What was refused stays refused, with its own words.
            ticket.error = ticket.error or busy(error) or error

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _lost(ticket: Ticket) -> Exception:
    # SQLite gives up a whole transaction on a full or failing disk.
    if isinstance(ticket.error, DBAPIError):
        return ticket.error
    lost = RuntimeError(f"job {ticket.name} ended the transaction it shares with others")
    lost.__cause__ = ticket.error
    return lost
