"""Clockwork: wakes the planner and the outbox, and keeps the roster fresh."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivery import backlog, inbox
from bot.directory import homes
from bot.runtime import daily
from bot.runtime.app import App
from bot.runtime.platform import DeliveryError, Platform
from bot.runtime.retention import Retention
from bot.runtime.verdicts import due_looks, keep_looks
from bot.store.errors import Busy

log = structlog.get_logger("piazza.clockwork")

BEAT = 10
MINUTE = 60
INBOX_KEPT = timedelta(days=7)
JOBS_KEPT = timedelta(days=35)


class Clockwork:
    """A timer in memory that only wakes things up; what is due is decided by the database.

    Who `leads` does the daily work when it starts, if nobody has just done it.
    """

    def __init__(self, app: App, *, leads: bool = True) -> None:
        self.app = app
        # What has been changed shows after a start, but not after each of many.
        self._again_after = daily.RETRY if leads else daily.DAY
        self._timer = AsyncIOScheduler()
        self._first: asyncio.Task[None] | None = None
        self._daily_from = app.clock()

    async def start(self) -> None:
        """Begin to beat; the first roster is fetched in the background."""
        for work, seconds in ((self.app.tick, BEAT), (self._once_a_day, MINUTE)):
            self._timer.add_job(
                _guarded(work), "interval", seconds=seconds, misfire_grace_time=None
            )
        self._timer.start()
        self._first = asyncio.create_task(_guarded(self._begin)())

    async def stop(self) -> None:
        """Beat no more."""
        if self._timer.running:
            self._timer.shutdown(wait=False)
        if self._first is not None:
            self._first.cancel()
            await asyncio.gather(self._first, return_exceptions=True)

    async def _begin(self) -> None:
        await self.app.tick()
        await self._once_a_day()

    async def _once_a_day(self) -> None:
        """The daily work, if it is time and a platform is connected; what fails stays due."""
        due, now = self._daily_from, self.app.clock()
        if due > now or not self.app.workspaces:
            return
        self._daily_from = now + daily.RETRY
        if not await self._begin_day(now):
            return
        try:
            await self.daily()
        except BaseException:
            await self.app.database.write(lambda db: daily.put_off(db.connection(), now))
            raise

    async def _begin_day(self, now: datetime) -> bool:
        after, self._again_after = self._again_after, daily.DAY
        # Alone, a start is always a reason.
        if self.app.database.kind == "sqlite" and after < daily.DAY:
            after = timedelta()
        return await self.app.database.write(
            lambda db: daily.begin(db.connection(), now, after=after)
        )

    async def daily(self) -> None:
        """Fetch everybody's profile, and drop what has been kept long enough."""
        before = self.app.clock() - INBOX_KEPT
        await self.app.database.write(lambda db: inbox.prune(db.connection(), before))
        late = self.app.clock() - JOBS_KEPT
        await self.app.database.write(lambda db: backlog.drop_lost(db.connection(), late))
        house, now = self.app.house, self.app.clock()
        looks = await self.app.database.read(lambda db: due_looks(db, house, now))
        await self.app.database.write(lambda db: keep_looks(db, looks))
        gone = await Retention(self.app.house).enforce(self.app.database, self.app.clock())
        log.info("retention", gone=gone)
        connected = self.app.workspaces
        await self.app.database.write(lambda db: homes.leave(db.connection(), connected))
        await self.app.scrub()
        missed = [
            error
            for platform in self.app.platforms.values()
            for workspace in platform.workspaces
            if (error := await self._sync(platform, workspace))
        ]
        if missed:
            raise missed[0]

    async def _sync(self, platform: Platform, workspace: str) -> DeliveryError | None:
        """Meet a workspace's people; one that cannot be asked must not keep the others waiting."""
        try:
            count = await self.app.registry.fetch_roster(platform, workspace)
            groups = await self.app.registry.fetch_groups(platform, workspace)
        except DeliveryError as error:
            log.warning("no_roster", workspace=workspace, reason=error.reason)
            return error
        log.info("roster", workspace=workspace, count=count)
        log.info("groups", workspace=workspace, count=len(groups))
        return None


def _guarded(work: Callable[[], Awaitable[None]]) -> Callable[[], Coroutine[Any, Any, None]]:
    """Work that failed is done again at the next beat: say so, and go on beating."""

    async def guarded() -> None:
        try:
            await work()
        except (Busy, DeliveryError) as error:
            log.warning("not_now", reason=str(error))
        except Exception:
            log.exception("failed")

    return guarded
