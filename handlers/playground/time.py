"""Time: the company's clock set ahead, everything due on the way happening at its own moment."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.delivery import outbox
from bot.delivery.schedule import weekly
from bot.runtime.app import App
from bot.runtime.clock import Clock
from bot.store.database import Database
from handlers.playground import store
from handlers.playground.hub import Hub
from handlers.playground.voice import Voice, Wrong, t

HOUR = timedelta(hours=1)
AHEAD = "ahead"
STOPS = {"friday": weekly("friday", at="15:00"), "monday": weekly("monday", at="10:00")}


class Time:
    """Moves the app's clock, and keeps how far it is ahead."""

    def __init__(self, app: App, database: Database, hub: Hub) -> None:
        self.app = app
        self.database = database
        self.hub = hub
        # Two who set the clock do so one after the other.
        self._turn = asyncio.Lock()

    async def restore(self) -> None:
        """Go on from where the clock was set to before the last end."""
        kept = await self.database.read(lambda db: store.get(db, AHEAD))
        if kept is not None and isinstance(self.app.clock, Clock):
            self.app.clock.ahead = timedelta(seconds=float(kept))

    def shown(self, language: str) -> dict[str, Any]:
        """The clock as somebody who speaks a language reads it."""
        now = self.app.clock()
        ahead = isinstance(self.app.clock, Clock) and bool(self.app.clock.ahead)
        words = Voice(self.app, language).time(now)
        return {"now": now.isoformat(), "words": words, "ahead": ahead}

    async def go(self, to: Literal["now", "hour", "friday", "monday"]) -> None:
        """Go to a moment; Wrong where the clock is nobody's to set."""
        clock = self.app.clock
        if not isinstance(clock, Clock):
            raise Wrong(t("wrong.clock"))
        async with self._turn:
            try:
                if to == "now":
                    clock.ahead = timedelta()
                else:
                    await self._pass(clock, self._target(clock(), to))
            finally:
                await self._keep(clock)
                self._tell()

    def _target(self, now: datetime, to: str) -> datetime:
        if to == "hour":
            return now + HOUR
        return STOPS[to].next_after(now, self.app.house.company.clock)

    async def _pass(self, clock: Clock, target: datetime) -> None:
        while (due := await self._upcoming()) and due <= target:
            await self._arrive(clock, due)
            self._tell()
        await self._arrive(clock, target)

    async def _upcoming(self) -> datetime | None:
        """The next instant at which something is planned, or waits for it to be sent."""
        database, now = self.app.database, self.app.clock()
        planned = await database.read(self.app.planner.upcoming)
        waits = await database.read(lambda db: outbox.upcoming(db.connection(), now))
        return min((one for one in (planned, waits) if one), default=None)

    async def _arrive(self, clock: Clock, moment: datetime) -> None:
        # A large company takes longer than it seems: the clock never goes back for that.
        if moment > clock():
            clock.set(moment)
        await self.app.tick()
        await self.app.engine.idle()

    async def _keep(self, clock: Clock) -> None:
        ahead = str(clock.ahead.total_seconds())
        await self.database.write(lambda db: store.put(db, AHEAD, ahead))

    def _tell(self) -> None:
        self.hub.tell(lambda one: {"push": "clock", "clock": self.shown(one.language)})
        self.hub.journal()
