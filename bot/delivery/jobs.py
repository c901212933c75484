"""Jobs: background work, taken from its rows, each in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.delivery import backlog
from bot.delivery.courtesy import Courtesy
from bot.delivery.lanes import side_by_side
from bot.delivery.ledger import Ledger
from bot.delivery.queue import queue_effects
from bot.runtime import metrics
from bot.runtime.house import House
from bot.store.database import Database
from bot.work import Work, begin

log = structlog.get_logger("piazza.jobs")

AT_ONCE = 4
RENEWED = backlog.LEASE.total_seconds() / 3
# After so long without a look or a change it hangs.
SILENCE = timedelta(hours=1)


class Overtaken(Exception):
    """Somebody else does this job by now, for we were taken for dead."""


class Hung(Exception):
    """It has neither looked at anything nor changed anything for long."""


@dataclass(slots=True)
class Pulse:
    """When a job was last heard of."""

    at: datetime


class Jobs:
    """Does what is due, a few at once; `close` begins nothing more."""

    def __init__(
        self,
        database: Database,
        house: House,
        clock: Callable[[], datetime],
        on_failure: Callable[[str, Exception], None],
        kick: Callable[[str], None],
        courtesy: Courtesy,
    ) -> None:
        self.database = database
        self.house = house
        self.clock = clock
        self.on_failure = on_failure
        self.kick = kick
        self.courtesy = courtesy
        self.ledger = Ledger(database)
        self._closing = False

    def close(self) -> None:
        """Begin nothing more."""
        self._closing = True

    async def drain(self) -> None:
        """Do everything that is due."""
        await side_by_side([self._lane] * AT_ONCE)

    async def _lane(self) -> None:
        while not self._closing:
            row = await self.ledger.patiently(
                lambda db: backlog.lease(db.connection(), self.clock())
            )
            if row is None:
                return
            await self._do(row)

    async def _do(self, row: Row[Any]) -> None:
        passing = self.house.router.jobs[row.kind].passing
        if passing and row.attempts:
            await self._drop(row)
            return
        try:
            await self._run(row)
        except Exception as error:
            log.exception("job_failed", job=str(row.id), kind=row.kind)
            self.on_failure(row.kind, error)
            if passing:
                await self._drop(row)
                metrics.job("failed")
                return
            reason, now = type(error).__name__, self.clock()
            if row.kind in self.house.sealed:
                reason = ""
            state = await self.ledger.patiently(
                lambda db: backlog.broke(db.connection(), row, reason, now)
            )
            metrics.job("failed" if state == "failed" else "later")
        else:
            await self._drop(row)
            metrics.job("done")

    async def _drop(self, row: Row[Any]) -> None:
        await self.ledger.patiently(lambda db: backlog.done(db.connection(), row))

    async def _run(self, row: Row[Any]) -> None:
        rule = self.house.router.jobs[row.kind]
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        pulse, failure = Pulse(self.clock()), list[Exception]()

        def kick(queue: str) -> None:
            loop.call_soon_threadsafe(self.kick, queue)

        def run() -> None:
            try:
                rule.run(self._work(row, rule.skill, kick, pulse), *row.params)
            except Exception as error:  # noqa: BLE001 - it is raised where the job is waited for
                failure.append(error)
            with suppress(RuntimeError):  # the program has ended meanwhile
                loop.call_soon_threadsafe(over.set)

        # A daemon: what takes hours keeps no process from ending; it is begun anew elsewhere.
        threading.Thread(target=run, name="piazza-job", daemon=True).start()
        await self._watch(row, over, pulse)
        if failure:
            raise failure[0]

    async def _watch(self, row: Row[Any], over: asyncio.Event, pulse: Pulse) -> None:
        """Hold a job until it is over; one that hangs is let go, for it keeps others waiting."""
        while not over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), RENEWED)
                return
            if self.clock() - pulse.at > SILENCE:
                raise Hung
            await self.ledger.note(backlog.renew, row, self.clock())

    def _work(self, row: Row[Any], skill: str, kick: Callable[[str], object], pulse: Pulse) -> Work:
        began = time.monotonic()

        def read(look: Callable[[Session], object]) -> object:
            found = self.database.read_now(look)
            pulse.at = self.clock()
            return found

        def write(change: Callable[[Chat], object], number: int) -> object:
            nonlocal began
            said: set[str] = set()

            def carry_out(db: Session) -> object:
                if not backlog.renew(db.connection(), row, self.clock()):
                    raise Overtaken
                chat = Chat(db, self.clock(), row.workspace, skill, self.house)
                found = change(chat)
                db.flush()
                said.update(self._keep(db, chat, f"job/{row.id}/{number}"))
                return found

            found = self.database.write_now(carry_out)
            pulse.at = self.clock()
            for workspace in said:
                kick(workspace)
            self.courtesy.let_pass(began)
            began = time.monotonic()
            return found

        return begin(skill, self.house, self.clock, read, write)

    def _keep(self, db: Session, chat: Chat, cause: str) -> set[str]:
        return queue_effects(
            db.connection(),
            chat.effects,
            cause=cause,
            workspace=chat.workspace,
            skill=chat.skill,
            now=chat.now,
            router=self.house.router,
        )
