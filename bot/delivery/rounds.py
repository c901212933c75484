"""Rounds: everything that is due is planned, and what was missed is said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from structlog.contextvars import bound_contextvars

from bot.delivery.given_up import given_up, skip
from bot.delivery.missed import is_planned, note_planned, tell_missed, untold
from bot.delivery.planner import Due
from bot.delivery.planning import Planned, Planning
from bot.runtime.house import House
from bot.skill import Nudge
from bot.store.errors import Busy

log = structlog.get_logger("piazza.app")

FAILED = "failed"


class Rounds:
    """Goes through all schedules once, each time it is called."""

    def __init__(
        self,
        planning: Planning,
        house: House,
        on_failure: Callable[[str, Exception], None],
    ) -> None:
        self.planning = planning
        self.planner = planning.planner
        self.database = planning.database
        self.house = house
        self.on_failure = on_failure

    async def plan(self) -> None:
        """Plan what is due, go on with what another process has left, and say what was missed."""
        now = self.planner.clock()
        if over := await self.database.read(lambda db: given_up(db, self.planner)):
            await self.database.write(lambda db: skip(db, over))
        for due in await self.database.read(self.planner.begun):
            assert isinstance(due.plan, Nudge)
            await self._plan(due, self.planning.go_on(due, due.plan))
        ends = [
            await self._plan(due, self.planning.carry_out(due))
            for due in await self.database.read(self.planner.due)
        ]
        if await self.database.read(untold):
            where = self.planner.workspaces[0]
            await self.database.write(lambda db: tell_missed(db, self.house, where, now))
        # What fails is tried again, and may be missed in the end.
        if FAILED not in ends:
            await self._note_planned(now)

    async def _note_planned(self, now: datetime) -> None:
        if not await self.database.read(lambda db: is_planned(db.connection(), now)):
            await self.database.write(lambda db: note_planned(db.connection(), now))

    async def _plan(self, due: Due, work: Awaitable[Planned]) -> str:
        with bound_contextvars(schedule=due.plan.key, day=str(due.day)):
            try:
                planned = await work
            except Busy:
                raise
            except Exception as error:
                # One skill that fails must not keep the others from their time.
                log.exception("not_planned")
                self.on_failure(due.plan.key, error)
            else:
                log.info("planned", state=planned.state, count=planned.people)
                return planned.state
        return FAILED
