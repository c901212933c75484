"""Runs: what the community manager had sent at once, how far it is, and stopping it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection
from sqlalchemy.orm import Session

from bot.delivery.planner import PLANNING, Due
from bot.delivery.planning import order
from bot.delivery.tables import delivery, occurrence
from bot.delivery.withdrawal import DIRECT, UNDER_WAY
from bot.directory.tables import person

# So long nothing is even planned, so that whoever had it sent can still think again.
UNDO = timedelta(minutes=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have arrived, are still to go, could not be delivered; whether more are to come."""

    sent: int
    waiting: int
    failed: int
    planning: bool

    @property
    def total(self) -> int:
        """How many it is so far, without those that were taken back."""
        return self.sent + self.waiting + self.failed


def begin(db: Session, dues: Sequence[Due], at: datetime) -> int:
    """Have something planned at an instant; return the run's number."""
    for one in dues:
        order(db, Due(one.plan, one.cohort, one.day, at))
    return (at - _EPOCH) // _MICROSECOND


def number_of(db: Connection, kind: str) -> int | None:
    """The number of the only run of something; None when it was stopped before it began."""
    query = sa.select(sa.func.max(occurrence.c.due)).where(occurrence.c.schedule == kind)
    due: datetime | None = db.execute(query).scalar()
    return (due - _EPOCH) // _MICROSECOND if due else None


def begins(number: int) -> datetime:
    """When a run begins."""
    return _EPOCH + number * _MICROSECOND


def progress(db: Connection, kind: str, number: int) -> Progress:
    """How far a run is."""
    ours = _ours(kind, number)
    query = sa.select(delivery.c.state, sa.func.count().label("n")).where(*ours)
    counts = {row.state: row.n for row in db.execute(query.group_by(delivery.c.state))}
    waiting = sum(counts.get(state, 0) for state in UNDER_WAY)
    begun = sa.select(occurrence.c.cohort).where(*_ordered(kind, number), _planning).limit(1)
    planning = db.execute(begun).first() is not None
    return Progress(counts.get("sent", 0), waiting, counts.get("failed", 0), planning)


def stop(db: Connection, kind: str, number: int) -> None:
    """Plan no more of a run, and give its cards the name under which they are withdrawn."""
    mine = sa.and_(*_ordered(kind, number), _planning)
    # First of all: who is just planning a chunk of it keeps that, and is waited for.
    db.execute(sa.delete(occurrence).where(mine, occurrence.c.cursor.is_(None)))
    db.execute(sa.update(occurrence).where(mine).values(state="planned"))
    name = sa.update(delivery).where(*_ours(kind, number), delivery.c.about.is_(None))
    db.execute(name.values(about=f"bot:{number}{DIRECT}"))


_planning = occurrence.c.state == PLANNING


def _ordered(kind: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return occurrence.c.schedule == kind, occurrence.c.due == begins(number)


def _ours(kind: str, number: int) -> tuple[ColumnElement[bool], ...]:
    """What was planned of a run: of the same kind, when it was, on the clocks it was for."""
    clocks = sa.select(occurrence.c.cohort).where(*_ordered(kind, number))
    there = sa.select(person.c.id).where(person.c.zone.in_(clocks))
    # It may be that it was planned hours later, for until then nobody could.
    until = sa.select(sa.func.max(occurrence.c.at)).where(*_ordered(kind, number))
    return (
        delivery.c.kind == kind,
        delivery.c.made >= begins(number),
        delivery.c.made <= until.scalar_subquery(),
        delivery.c.person_id.in_(there),
    )
