"""The courier: sends what the outbox holds, a workspace at a time, at the pace that it allows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeAlias

import structlog
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery import holds, outbox, sealed
from bot.delivery.carrier import Carrier
from bot.delivery.flights import Flights
from bot.delivery.governor import Governor
from bot.delivery.lanes import side_by_side
from bot.delivery.ledger import Change, Ledger
from bot.delivery.pace import PATIENCE, Paces
from bot.delivery.queue import LANES
from bot.delivery.sorter import Sorter, Taken
from bot.delivery.supply import Supply
from bot.delivery.word import tell
from bot.runtime import metrics
from bot.runtime.answering import Answering
from bot.runtime.house import House
from bot.runtime.platform import DeliveryError, Platform
from bot.store.database import Database
from bot.texts import core

log = structlog.get_logger("piazza.courier")

# What can be done in a workspace, each with a pace of its own.
Verb: TypeAlias = Literal["post", "update", "remove"]
# How many may be under way at once in a lane.
AT_ONCE = 64
BUSY = "its conversation is busy"
# For how many seconds to take, and how many at most.
AHEAD, LARGEST = 5, 100
# How often a reminder is tried that counts as sent already.
TRIES = 3


class Courier:
    """Drains queues; `close` lets what is on its way arrive, and begins nothing more."""

    def __init__(
        self,
        database: Database,
        house: House,
        answering: Answering,
        platforms: Mapping[str, Platform],
        clock: Callable[[], datetime],
        on_failure: Callable[[str, Exception], None],
    ) -> None:
        self.database = database
        self.house = house
        self.platforms = platforms
        self.clock = clock
        now = lambda: self.clock()  # noqa: E731 - a test may give it another clock
        together: Mapping[Change, Any] = {
            outbox.begin: outbox.begin_all,
            outbox.sent: outbox.sent_all,
        }
        self.ledger = Ledger(database, together)
        self.sorter = Sorter(house, now, on_failure)
        self.carrier = Carrier(self.ledger, answering, platforms, now, on_failure)
        self._governors: dict[tuple[str, Verb], Governor] = {}
        self._paces: dict[str, Paces] = {}
        self._paused: set[str] = set()
        self._failing: set[tuple[str, str]] = set()
        self._closing = asyncio.Event()

    async def drain(self, workspace: str) -> None:
        """Send everything that is due in a workspace, both lanes side by side."""
        platform = self.platforms.get(workspace.partition(":")[0])
        # What is meant for a workspace that is not connected waits until it is.
        if platform is None or workspace not in platform.workspaces:
            return
        if await self._may_enter(workspace):
            await side_by_side([partial(self._drain, workspace, lane) for lane in LANES])

    def close(self) -> None:
        """Begin nothing more; what is on its way arrives, and is noted."""
        self._closing.set()

    async def _may_enter(self, workspace: str) -> bool:
        """Whether the workspace lets us in, as far as any process knows; learn its holds."""
        known = (workspace, "post") in self._governors
        # Where there is one process, nobody else has been told anything.
        if known and self.database.kind == "sqlite" and workspace not in self._paused:
            return True
        now = self.clock()
        for row in await self.database.read(lambda db: holds.held(db.connection(), workspace)):
            if row.verb == holds.ALL:
                self._paused.add(workspace)
                if row.until > now:
                    return False
            else:
                self._governor(workspace, row.verb).learn(row.rate, row.until)
        return True

    async def _drain(self, workspace: str, lane: int) -> None:
        flights, supply = Flights(AT_ONCE), Supply(partial(self._take, workspace, lane))
        try:
            while (one := await supply.first()) is not None:
                if one.until < self.clock():
                    # The pace has dropped: whether it still holds was settled too long ago.
                    supply.gone()
                    if one.reminds:
                        await self._put_off(one, 0)
                    continue
                if (wait := self._wait(one)) > PATIENCE:
                    await self._put_off(one, wait)
                    supply.gone()
                    continue
                governor = self._governor(workspace, _verb(one))
                if not await governor.turn(lane):
                    return
                await flights.start(one.target, partial(self._carry, one, governor, wait))
                supply.gone()
                if workspace in self._paused:
                    # Whether it lets us in again is tried with one, not with many.
                    await flights.landed()
        finally:
            # However it ends, others need not wait for the lease of what was not begun.
            try:
                await self._put_back(await supply.left())
            finally:
                await flights.landed()

    def _wait(self, one: Taken) -> float:
        """For how long its conversation takes nothing more, once those before it have left."""
        row, now = one.row, self.clock().timestamp()
        if _verb(one) != "post":
            return 0.0
        return self._pace(row.workspace).wait(row.channel or row.person_id, row.id, now)

    def _pace(self, workspace: str) -> Paces:
        if workspace not in self._paces:
            platform = self.platforms[workspace.partition(":")[0]]
            self._paces[workspace] = Paces(platform.per_conversation)
        return self._paces[workspace]

    async def _put_off(self, one: Taken, seconds: float) -> None:
        until = self.clock() + timedelta(seconds=seconds)
        if one.reminds:
            await self.ledger.note(sealed.return_, one.row, one.epoch, until)
        else:
            await self.ledger.note(outbox.asked_to_wait, one.row, one.epoch, BUSY, until)

    async def _put_back(self, taken: Sequence[Taken]) -> None:
        if taken:
            await self.ledger.patiently(lambda db: _put_back(db, taken))

    async def _take(self, workspace: str, lane: int) -> list[Taken] | None:
        """As many as leave in a few seconds: to settle what still holds costs much the same."""
        most = int(self._governor(workspace, "post").rate * AHEAD)
        most = min(max(most, outbox.CHUNK), LARGEST)
        take = partial(self.sorter.take, workspace=workspace, lane=lane, most=most)
        return await self.ledger.patiently(take)

    async def _carry(self, one: Taken, governor: Governor, wait: float) -> None:
        if wait:
            await asyncio.sleep(wait)
        self._pace(one.row.workspace).gone(one.row.id)
        if one.reminds:
            await self._remind(one, governor)
            return
        # One that left before it let nothing in says nothing of now.
        tried = one.row.workspace in self._paused
        error = await self.carrier.carry(one, governor)
        if error is not None and error.for_all:
            await self._told(one, governor, error)
            return
        if error is not None and not error.final:
            # Whether it lets us in now, a time-out does not tell.
            return
        governor.went()
        if tried and one.row.workspace in self._paused:
            await self._resume(one.row.workspace)

    async def _remind(self, one: Taken, governor: Governor) -> None:
        """Send a reminder, or let it seem so; it keeps the pace, figures and time of one sent."""
        error: DeliveryError | None = None
        for _ in range(0 if one.spared else TRIES):
            error = await self.carrier.remind(one)
            if error is not None and error.for_all:
                await self._told(one, governor, error)
            if error is None or error.final or error.unknown:
                break
            if not await governor.turn(one.row.lane):
                break
        metrics.delivery(one.row.workspace.partition(":")[0], "sent")
        if error is None:
            governor.went()
            if not one.spared and one.row.workspace in self._paused:
                await self._resume(one.row.workspace)
        else:
            self._tell_once(one)

    def _tell_once(self, one: Taken) -> None:
        """Log that reminders fail, not how many: only those do that are really sent."""
        which = one.row.kind, one.row.params["date"]
        if which not in self._failing:
            self._failing.add(which)
            log.warning("not_sent", kind=one.row.kind, day=one.row.params["date"])

    async def _told(self, one: Taken, governor: Governor, error: DeliveryError) -> None:
        """Let nobody do again what we were told not to do now."""
        if error.retry_after is not None:
            governor.refused(error.retry_after)
        else:
            for other in self._all(one.row.workspace):
                other.hold(holds.PAUSE.total_seconds())
        note = partial(self._note, one=one, governor=governor, error=error)
        await self.ledger.patiently(note)

    def _note(self, db: Session, one: Taken, governor: Governor, error: DeliveryError) -> None:
        """Note it of the row and of the workspace at once: whoever goes on must know both."""
        connection, now, workspace = db.connection(), self.clock(), one.row.workspace
        until = governor.held_until
        assert until is not None
        if not one.reminds:
            outbox.asked_to_wait(connection, one.row, one.epoch, error.reason, until)
        if error.retry_after is not None:
            holds.keep(connection, workspace, _verb(one), governor.rate, until)
        elif holds.pause(connection, workspace, error.reason, now):
            self._paused.add(workspace)
            word = Card(core("paused", workspace=workspace, reason=error.reason, since=now))
            tell(db, self.house, word, f"{workspace}/{now.isoformat()}", workspace, now)

    async def _resume(self, workspace: str) -> None:
        self._paused.discard(workspace)
        log.info("resumed", workspace=workspace)
        await self.ledger.patiently(lambda db: holds.resume(db.connection(), workspace))

    def _all(self, workspace: str) -> list[Governor]:
        return [self._governor(workspace, verb) for verb in ("post", "update", "remove")]

    def _governor(self, workspace: str, verb: Verb) -> Governor:
        if (workspace, verb) not in self._governors:
            platform = self.platforms[workspace.partition(":")[0]]
            paces = platform.per_minute, platform.most_per_minute
            new = Governor(*paces, lambda: self.clock(), self._closing)
            self._governors[workspace, verb] = new
        return self._governors[workspace, verb]


def _put_back(db: Session, taken: Sequence[Taken]) -> None:
    outbox.put_back(db.connection(), [one.row for one in taken if not one.reminds])
    for one in taken:
        if one.reminds:
            sealed.return_(db.connection(), one.row, one.epoch, one.row.not_before)


def _verb(one: Taken) -> Verb:
    if one.card is None:
        return "remove"
    return "update" if "update" in one.row.params else "post"
