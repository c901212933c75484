"""The sorter: takes what is due, and settles with one look at everybody what of it still holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery import outbox, pausing, sealed, whereabouts, withdrawal
from bot.delivery.ledger import Change
from bot.delivery.nudging import UNTOLD, WITHHELD, Nudging, disturbing, is_too_late, named
from bot.directory.lookup import people_by_id
from bot.people import Person
from bot.runtime.house import House
from bot.runtime.letters import unpack
from bot.skill import Nudge

log = structlog.get_logger("piazza.courier")

NOTED_SOON = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Taken:
    """A row on lease `until` then, and what it says; without a card something is to be removed.

    One that is `unwanted`, for this reason, may have arrived: it is looked for, and not sent again.
    Of one that is `sealed` nothing is kept when it has left. One that `reminds` counts as sent from
    the first: no row tells who has answered, and so gets it only in appearance (`spared`).
    """

    row: Row[Any]
    card: Card | None
    person: Person | None
    until: datetime
    unwanted: str = ""
    sealed: bool = False
    reminds: bool = False
    spared: bool = False

    @property
    def epoch(self) -> int:
        """What shows that the lease is ours."""
        return int(self.row.epoch) + 1

    @property
    def passing(self) -> bool:
        """Whether nothing of it is kept once it is over."""
        return outbox.PASSING in self.row.params

    @property
    def skill(self) -> str:
        """Whose words it says."""
        return str(self.row.kind.partition(".")[0])

    @property
    def target(self) -> object:
        """What is to get one message after the other: a card with its versions, a conversation."""
        row = self.row
        return row.about or row.person_id or row.channel


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for a chunk: people, and what the words of nudges are made of."""

    people: Mapping[int, Person]
    given: Mapping[tuple[str, str, str], Any]


class Sorter:
    """Leases a chunk of one queue's rows at a time."""

    def __init__(
        self,
        house: House,
        clock: Callable[[], datetime],
        on_failure: Callable[[str, Exception], None],
    ) -> None:
        self.house = house
        self.clock = clock
        self.on_failure = on_failure
        self.nudging = Nudging(house, on_failure)

    def take(self, db: Session, workspace: str, lane: int, most: int) -> list[Taken] | None:
        """The next rows to be sent, maybe none of a chunk; None when nothing is due."""
        connection, now = db.connection(), self.clock()
        rows = outbox.lease(connection, workspace, lane, now, most)
        if not rows:
            return None
        resting = pausing.at_rest(connection, self.house, rows, now)
        rows = [row for row in rows if row.id not in resting]
        meant = [one for row in rows for one in (row.person_id, named(row)) if one]
        people = people_by_id(connection, meant, now)
        unwanted = self.nudging.unwanted(db, rows, people, now)
        quiet = disturbing(connection, rows, people, now)
        given = self.nudging.given(db, [row for row in rows if row.id not in unwanted])
        known = Known(people, given)
        found = (self._settled(db, row, known, unwanted, quiet.get(row.id, now)) for row in rows)
        return self._reminding(db, [one for one in found if one is not None])

    def _reminding(self, db: Session, taken: list[Taken]) -> list[Taken]:
        """The same, those who have answered spared; one change, whoever they are."""
        reminders = [one for one in taken if one.reminds]
        if not reminders:
            return taken
        sealed.leave(db.connection(), [one.row.id for one in reminders])
        answered = {
            (nudge.key, id_)
            for nudge, ids in self._meant(reminders).items()
            for id_ in self._answered(db, nudge, ids)
        }
        return [
            replace(one, spared=True) if (one.row.kind, one.row.person_id) in answered else one
            for one in taken
        ]

    def _meant(self, reminders: Sequence[Taken]) -> Mapping[Nudge, list[int]]:
        found: dict[Nudge, list[int]] = {}
        for one in reminders:
            nudge = self.nudging.nudges[one.row.params["nudge"]]
            found.setdefault(nudge, []).append(one.row.person_id)
        return found

    def _answered(self, db: Session, nudge: Nudge, ids: Sequence[int]) -> Collection[int]:
        """Who of them has answered; everybody, where that can't be found out."""
        try:
            with db.begin_nested():
                return self.house.box.answered(db.connection(), nudge.skill, nudge.reminds, ids)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("not_told", schedule=nudge.key)
            self.on_failure(nudge.key, error)
            return ids

    def _nudge(self, row: Row[Any]) -> Nudge | None:
        return self.nudging.nudges.get(row.params.get("nudge", ""))

    def _end(self, db: Session, row: Row[Any], change: Change, reason: str) -> None:
        """Note that it does not leave, and why; of what is sealed it is not told."""
        epoch, nudge = row.epoch + 1, self._nudge(row)
        if outbox.PASSING in row.params or reason == WITHHELD:
            outbox.dropped(db.connection(), row.id, epoch, reason)
        elif nudge is None or not nudge.sealed:
            change(db.connection(), row.id, epoch, reason)
        elif change is outbox.failed:
            outbox.sent(db.connection(), row.id, epoch, {})
        else:
            change(db.connection(), row.id, epoch, "")

    def _settled(
        self,
        db: Session,
        row: Row[Any],
        known: Known,
        unwanted: Mapping[Any, str],
        at: datetime,
    ) -> Taken | None:
        """What is to be sent now; what may only go out `at` an instant to come waits for that."""
        connection, epoch, now = db.connection(), row.epoch + 1, self.clock()
        person = known.people.get(row.person_id) if row.person_id else None
        reason = self._obsolete(db, row, person, unwanted) or (
            "too late" if is_too_late(row, at) else ""
        )
        if reason in (withdrawal.MAYBE_THERE, UNTOLD):
            self._end(db, row, outbox.failed, reason)
        elif reason and self._can_be_sought(row, person):
            return self._ready(db, row, person, known, reason)
        elif reason:
            self._end(db, row, outbox.cancelled, reason)
        elif at > now:
            outbox.asked_to_wait(connection, row, epoch, "quiet hours", at)
        elif self._is_early(db, row):
            until = now + NOTED_SOON
            outbox.asked_to_wait(connection, row, epoch, "one is just being sent", until)
        else:
            return self._ready(db, row, person, known)
        return None

    def _can_be_sought(self, row: Row[Any], person: Person | None) -> bool:
        """Whether it is a nudge that may have arrived where it can be found."""
        known = row.state == "unknown" and row.params.get("nudge") in self.nudging.nudges
        return known and person is not None and person.active

    def _ready(
        self,
        db: Session,
        row: Row[Any],
        person: Person | None,
        known: Known,
        unwanted: str = "",
    ) -> Taken | None:
        until = self.clock() + outbox.LEASE
        if "withdraw" in row.params:
            return Taken(row, None, None, until)
        card = self._card(db, row, person, known)
        if card is None:
            return None
        one, nudge = Taken(row, card, person, until, unwanted), self._nudge(row)
        if nudge is None or not nudge.sealed:
            return one
        return replace(one, sealed=True, reminds=bool(nudge.reminds))

    def _is_early(self, db: Session, row: Row[Any]) -> bool:
        """Whether it is to remove a card of which nobody knows yet where it is."""
        return "withdraw" in row.params and withdrawal.is_leaving(db.connection(), row)

    def _obsolete(
        self, db: Session, row: Row[Any], person: Person | None, unwanted: Mapping[Any, str]
    ) -> str:
        if withdrawal.is_withdrawn(row):
            return withdrawal.taken_back(row)
        if row.person_id and (person is None or not person.active):
            return "the person is gone"
        if row.id in unwanted:
            return unwanted[row.id]
        if "update" in row.params and whereabouts.overtaken(db.connection(), row, self.clock()):
            return "a newer version follows"
        return ""

    def _card(self, db: Session, row: Row[Any], person: Person | None, known: Known) -> Card | None:
        """The row's card; None, and the row has failed, when its skill cannot make it."""
        try:
            if "nudge" in row.params and person is not None:
                return self.nudging.card(row.params, person, known.people, known.given)
            return unpack(row.params["card"], self.house.router)
        except Exception as error:
            log.exception("not_made", **sealed.told(row, row.kind in self.house.sealed))
            self.on_failure(row.kind, error)
            self._end(db, row, outbox.failed, "its skill could not make it")
            return None
