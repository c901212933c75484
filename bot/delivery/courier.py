"""The courier: takes due rows, words them for their readers, hands them to the platform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias, TypeVar

import structlog
from sqlalchemy import Connection, Row
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery import outbox, withdrawal
from bot.delivery.nudging import Nudging, disturbing, is_too_late, named
from bot.delivery.pace import Pace
from bot.delivery.queue import INTERACTIVE, SCHEDULED
from bot.directory.lookup import people_by_id
from bot.people import Person
from bot.runtime import metrics
from bot.runtime.answering import Answering
from bot.runtime.house import House
from bot.runtime.letters import unpack
from bot.runtime.outgoing import Parcel, WordedCard
from bot.runtime.platform import DeliveryError, Platform
from bot.store.database import Database
from bot.store.errors import Busy
from bot.store.session import Job

log = structlog.get_logger("piazza.courier")

T = TypeVar("T")

PAUSE = timedelta(minutes=1)
AGAIN = 0.5
NOTED_SOON = timedelta(seconds=2)
NOTHING = WordedCard(())

# A withdrawal has no card.
Taken: TypeAlias = tuple[Row[Any], Card | None, Person | None, Sequence[Mapping[str, str]]]


class Courier:
    """Sends what the outbox holds, a queue at a time, at the pace the workspace allows."""

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
        self.answering = answering
        self.platforms = platforms
        self.clock = clock
        self.on_failure = on_failure
        self.nudging = Nudging(house)
        self._paces: dict[tuple[str, int], Pace] = {}
        self._closing = asyncio.Event()

    async def drain(self, workspace: str, lane: int) -> None:
        """Send everything that is due in one queue."""
        platform = self.platforms.get(workspace.partition(":")[0])
        # What is meant for a workspace that is not connected waits until it is.
        if platform is None or workspace not in platform.workspaces:
            return
        taken: list[Taken] | None = []
        while taken is not None:
            for one in taken:
                if not await self._pace(workspace, lane).turn():
                    return
                await self._send(*one)
            taken = await self._patiently(partial(self._take, workspace, lane))

    def close(self) -> None:
        """Begin nothing more; what is on its way arrives, and is noted."""
        self._closing.set()

    def _take(self, workspace: str, lane: int, db: Session) -> list[Taken] | None:
        """Lease a chunk and settle, with one look at everybody it is for, what still holds.

        None when nothing is due.
        """
        connection, now = db.connection(), self.clock()
        rows = outbox.lease(connection, workspace, lane, now)
        if not rows:
            return None
        meant = [one for row in rows for one in (row.person_id, named(row)) if one]
        people = people_by_id(connection, meant, now)
        wanted = self.nudging.still_wanted(db, rows, people, now)
        quiet = disturbing(connection, rows, people, now)
        taken: list[Taken] = []
        for row in rows:
            person = people.get(row.person_id) if row.person_id else None
            late = is_too_late(row, quiet.get(row.id, now))
            reason = self._obsolete(db, row, person, wanted) or ("too late" if late else "")
            if reason == withdrawal.MAYBE_THERE:
                outbox.failed(connection, row.id, row.epoch + 1, reason)
            elif reason:
                outbox.cancelled(connection, row.id, row.epoch + 1, reason)
            elif row.id in quiet:
                epoch, until = row.epoch + 1, quiet[row.id]
                outbox.asked_to_wait(connection, row, epoch, "quiet hours", until)
            elif "withdraw" in row.params:
                taken.extend(self._removal(connection, row, now))
            elif (card := self._card(db, row, person, people)) is not None:
                taken.append((row, card, person, self._places(db, row)))
        return taken

    def _removal(self, db: Connection, row: Row[Any], now: datetime) -> list[Taken]:
        """What is to be removed; nothing yet while one of the cards is on its way."""
        if withdrawal.is_leaving(db, row):
            until = now + NOTED_SOON
            outbox.asked_to_wait(db, row, row.epoch + 1, "one is just being sent", until)
            return []
        return [(row, None, None, withdrawal.places(db, row))]

    def _obsolete(self, db: Session, row: Row[Any], person: Person | None, wanted: set[Any]) -> str:
        if withdrawal.is_withdrawn(row):
            doubted = row.state == "unknown" and "update" not in row.params
            return withdrawal.MAYBE_THERE if doubted else "withdrawn"
        if row.person_id and (person is None or not person.active):
            return "the person is gone"
        if row.id not in wanted:
            return "not for this person any more"
        if "update" in row.params and outbox.overtaken(db.connection(), row, self.clock()):
            return "a newer version follows"
        return ""

    def _card(
        self, db: Session, row: Row[Any], person: Person | None, people: Mapping[int, Person]
    ) -> Card | None:
        """The row's card; None, and the row has failed, when its skill cannot make it."""
        try:
            if "nudge" in row.params and person is not None:
                return self.nudging.card(row.params, person, people)
            return unpack(row.params["card"], self.house.router)
        except Exception as error:
            log.exception("not_made", delivery=str(row.id))
            self.on_failure(row.kind, error)
            outbox.failed(db.connection(), row.id, row.epoch + 1, "its skill could not make it")
            return None

    def _places(self, db: Session, row: Row[Any]) -> Sequence[Mapping[str, str]]:
        if "update" not in row.params:
            return [{}]
        places = outbox.posted(db.connection(), row.workspace, row.about)
        pressed = row.params["update"]
        return [{**pressed, **place} if _same(place, pressed) else place for place in places]

    async def _send(
        self,
        row: Row[Any],
        card: Card | None,
        person: Person | None,
        places: Sequence[Mapping[str, str]],
    ) -> None:
        epoch = row.epoch + 1
        if not await self._write(outbox.begin, row, epoch, self.clock()):
            return
        try:
            if card is None:
                place = await self._remove(row, places)
            else:
                place = await self._deliver(row, card, person, places)
        except DeliveryError as error:
            await self._not_sent(row, epoch, error)
        except Exception as error:
            # One card that cannot be worded or drawn must not hold up the others.
            log.exception("not_sent", delivery=str(row.id))
            self.on_failure(row.kind, error)
            await self._not_sent(row, epoch, DeliveryError("an error of ours"))
        else:
            metrics.delivery(row.workspace.partition(":")[0], "sent")
            await self._write(outbox.sent, row.id, epoch, place)

    async def _deliver(
        self,
        row: Row[Any],
        card: Card,
        person: Person | None,
        places: Sequence[Mapping[str, str]],
    ) -> Mapping[str, str]:
        platform = self.platforms[row.workspace.partition(":")[0]]
        teller = self.answering.teller(row.workspace, person, row.kind.partition(".")[0])
        worded = teller.card(card)
        to = person.identities.get(row.workspace, "") if person else row.channel or ""
        found: Mapping[str, str] = {"update": "done"}
        for place in places:
            parcel = Parcel(str(row.id), row.workspace, to, worded, person is not None, place)
            found = await platform.deliver(parcel)
        return {"update": "done"} if "update" in row.params else found

    async def _remove(
        self, row: Row[Any], places: Sequence[Mapping[str, str]]
    ) -> Mapping[str, str]:
        """Remove all that can be removed; what cannot be does not keep the others there."""
        platform = self.platforms[row.workspace.partition(":")[0]]
        errors: list[DeliveryError] = []
        gone: list[Mapping[str, str]] = []
        for place in places:
            parcel = Parcel(str(row.id), row.workspace, "", NOTHING, place=place, gone=True)
            try:
                await platform.deliver(parcel)
                gone.append(place)
            except DeliveryError as error:
                errors.append(error)
        await self._patiently(lambda db: withdrawal.removed(db.connection(), row, gone))
        if errors:
            # What may still succeed decides whether it is tried again.
            raise min(errors, key=lambda error: error.final)
        return {"withdraw": "done"}

    async def _not_sent(self, row: Row[Any], epoch: int, error: DeliveryError) -> None:
        now = self.clock()
        log.warning("not_sent", delivery=str(row.id), reason=error.reason, final=error.final)
        state: metrics.State = "failed" if error.final else "unknown" if error.unknown else "later"
        metrics.delivery(row.workspace.partition(":")[0], state)
        if error.final:
            await self._write(outbox.failed, row.id, epoch, error.reason)
        elif error.unknown:
            await self._write(outbox.unknown, row, epoch, error.reason, now)
        elif error.pause or error.retry_after is not None:
            wait = PAUSE if error.retry_after is None else timedelta(seconds=error.retry_after)
            for lane in (INTERACTIVE, SCHEDULED):
                self._pace(row.workspace, lane).hold(wait.total_seconds())
            await self._write(outbox.asked_to_wait, row, epoch, error.reason, now + wait)
        else:
            await self._write(outbox.later, row, epoch, error.reason, now)

    async def _write(self, change: Callable[..., bool], *arguments: Any) -> bool:
        return await self._patiently(lambda db: change(db.connection(), *arguments))

    async def _patiently(self, job: Job[T]) -> T:
        """Write once the database can be had: what has left has to be noted, or it leaves twice."""
        while True:
            try:
                return await self.database.write(job)
            except Busy as error:
                log.warning("not_now", reason=str(error))
                await asyncio.sleep(AGAIN)

    def _pace(self, workspace: str, lane: int) -> Pace:
        if (workspace, lane) not in self._paces:
            platform = self.platforms[workspace.partition(":")[0]]
            self._paces[workspace, lane] = Pace(platform.per_minute, self._closing)
        return self._paces[workspace, lane]


def _same(place: Mapping[str, str], pressed: Mapping[str, str]) -> bool:
    return bool(pressed) and place.get("message") == pressed.get("message")
