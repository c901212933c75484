"""Runs: what the community manager had sent at once, how far it is, and stopping it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection
from sqlalchemy.orm import Session

from bot.delivery import withdrawal
from bot.delivery.planner import PLANNING, Due
from bot.delivery.planning import order
from bot.delivery.tables import delivery, occurrence
from bot.delivery.undone import UNDONE
from bot.delivery.withdrawal import UNDER_WAY
from bot.directory.tables import person

# So long nothing is even planned, so that whoever had it sent can still think again.
UNDO = timedelta(minutes=2)
# How many are taken back in one transaction: everybody else waits for it.
CHUNK = 100
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
    return number_at(at)


def number_at(at: datetime) -> int:
    """The number of what begins at an instant."""
    return (at - _EPOCH) // _MICROSECOND


def number_of(db: Connection, kind: str) -> int | None:
    """The number of the only run of something; None when it was stopped before it began."""
    query = sa.select(sa.func.max(occurrence.c.due)).where(occurrence.c.schedule == kind)
    due: datetime | None = db.execute(query).scalar()
    return number_at(due) if due else None


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


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stopping a run came to: whether it was there, and whether any of it was planned."""

    was_there: bool
    was_begun: bool


def stop(db: Connection, kind: str, number: int) -> Stopped:
    """Plan no more of a run, and let nothing of it leave; its messages are taken back after it."""
    mine = sa.and_(*_ordered(kind, number))
    # First of all: who is just planning a chunk of it keeps that, and is waited for.
    unbegun = sa.delete(occurrence).where(mine, _planning, occurrence.c.cursor.is_(None))
    gone = db.execute(unbegun).rowcount
    change = sa.update(occurrence).where(mine, occurrence.c.state != UNDONE)
    begun = db.execute(change.values(state=UNDONE)).rowcount
    return Stopped(bool(gone or begun), bool(begun))


def is_undone(db: Connection, kind: str, number: int) -> bool:
    """Whether a run was stopped after some of it had been planned."""
    undone = sa.select(occurrence.c.cohort).where(
        *_ordered(kind, number), occurrence.c.state == UNDONE
    )
    return db.execute(undone.limit(1)).first() is not None


def chunks(db: Connection, kind: str, number: int) -> list[list[UUID]]:
    """What is to be taken back of a run, first what could still leave."""
    waits = delivery.c.state.in_(("pending", "unknown"))
    order = sa.case((delivery.c.lease_until.is_not(None), 0), (waits, 1), else_=2)
    query = sa.select(delivery.c.id).where(*_ours(kind, number), delivery.c.about.is_(None))
    return _chunked(db.execute(query.order_by(order)).scalars().all())


def made_between(db: Connection, kind: str, since: datetime, until: datetime) -> list[list[UUID]]:
    """What was planned of a nudge from one instant to before another, to be taken back."""
    query = sa.select(delivery.c.id).where(
        delivery.c.kind == kind,
        delivery.c.made >= since,
        delivery.c.made < until,
        delivery.c.person_id.is_not(None),
        delivery.c.about.is_(None),
    )
    return _chunked(db.execute(query).scalars().all())


def _chunked(ids: Sequence[UUID]) -> list[list[UUID]]:
    return [list(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]


def take_back(db: Connection, number: int, ids: Sequence[UUID]) -> None:
    """Cancel of some of a run what waits."""
    withdrawal.take_back(db, ids, about_of(number))


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many of a run were stopped, had arrived, where; whether some may be there unnoticed."""

    stopped: int
    arrived: int
    workspaces: Sequence[str]
    unsure: bool


def taken_back(db: Connection, number: int) -> TakenBack:
    """What became of a run that was stopped."""
    ours = (
        delivery.c.about == about_of(number) + withdrawal.WITHDRAWN,
        delivery.c.person_id.is_not(None),
    )
    query = sa.select(delivery.c.workspace, delivery.c.state, sa.func.count().label("n"))
    groups = query.where(*ours, ~_nowhere).group_by(delivery.c.workspace, delivery.c.state)
    rows = db.execute(groups).all()
    there = [row for row in rows if row.state in ("sent", "sending")]
    maybe = delivery.c.error == withdrawal.MAYBE_THERE
    doubted = sa.or_(maybe, delivery.c.doubtful, _nowhere)
    unsure = db.execute(sa.select(delivery.c.id).where(*ours, doubted).limit(1)).first()
    return TakenBack(
        sum(row.n for row in rows if row.state == "cancelled"),
        sum(row.n for row in there),
        sorted({row.workspace for row in there}),
        unsure is not None,
    )


def about_of(number: int) -> str:
    """The name under which the messages of a run are taken back."""
    return f"bot:{number}"


# Of what is sealed it is not kept where it has arrived.
_nowhere = sa.and_(delivery.c.state == "sent", delivery.c.place.is_(None))
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
