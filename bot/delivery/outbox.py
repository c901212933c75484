"""The outbox: rows that hold every state of what has to go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.tables import delivery

LEASE = timedelta(minutes=2)
CHUNK = 20
RESEND_AFTER = timedelta(seconds=30)
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 2700, 7200, 10800))

_free = sa.or_(delivery.c.lease_until.is_(None), delivery.c.lease_until < sa.bindparam("now"))
_once_more = sa.and_(delivery.c.state == "unknown", delivery.c.attempts < 2)
_due = (
    sa.select(delivery)
    .where(
        delivery.c.workspace == sa.bindparam("workspace"),
        delivery.c.lane == sa.bindparam("lane"),
        sa.or_(delivery.c.state == "pending", _once_more),
        delivery.c.not_before <= sa.bindparam("now"),
        _free,
    )
    .order_by(delivery.c.not_before, delivery.c.made, delivery.c.position)
    .limit(CHUNK)
    .with_for_update(skip_locked=True)
)
_broken_off = (
    sa.update(delivery)
    .where(
        delivery.c.workspace == sa.bindparam("in_workspace"),
        delivery.c.lane == sa.bindparam("in_lane"),
        delivery.c.state == "sending",
        delivery.c.lease_until < sa.bindparam("before"),
    )
    .values(state="unknown", error="broken off while sending", lease_until=None)
)


def lease(db: Connection, workspace: str, lane: int, now: datetime) -> Sequence[Row[Any]]:
    """Take the next due rows for a while; what an earlier holder left half sent is `unknown`."""
    db.execute(_broken_off, {"in_workspace": workspace, "in_lane": lane, "before": now})
    rows = db.execute(_due, {"workspace": workspace, "lane": lane, "now": now}).all()
    if rows:
        db.execute(
            sa.update(delivery)
            .where(delivery.c.id.in_([row.id for row in rows]))
            .values(lease_until=now + LEASE, epoch=delivery.c.epoch + 1)
        )
    return rows


def begin(db: Connection, id_: UUID, epoch: int, now: datetime) -> bool:
    """Note that the request is about to leave; False when somebody else holds the row now."""
    return _mark(
        db,
        id_,
        epoch,
        state="sending",
        lease_until=now + LEASE,
        attempts=delivery.c.attempts + 1,
    )


def sent(db: Connection, id_: UUID, epoch: int, place: Mapping[str, str]) -> bool:
    """Note that it arrived, and where."""
    return _mark(db, id_, epoch, state="sent", provider_ref=dict(place), error="", lease_until=None)


def failed(db: Connection, id_: UUID, epoch: int, reason: str) -> bool:
    """Note that it will never arrive."""
    return _mark(db, id_, epoch, state="failed", error=reason[:300], lease_until=None)


def cancelled(db: Connection, id_: UUID, epoch: int, reason: str) -> bool:
    """Note that it need not be sent any more."""
    return _mark(db, id_, epoch, state="cancelled", error=reason[:300], lease_until=None)


def unknown(db: Connection, id_: UUID, epoch: int, reason: str, now: datetime) -> bool:
    """Note that nobody knows whether it arrived; it is tried once more."""
    return _mark(
        db,
        id_,
        epoch,
        state="unknown",
        error=reason[:300],
        not_before=now + RESEND_AFTER,
        lease_until=None,
    )


def later(db: Connection, row: Row[Any], epoch: int, reason: str, now: datetime) -> bool:
    """Note that it is to be tried again, each time later; after the last time it has failed."""
    tries = row.attempts
    if tries >= len(BACKOFF):
        return failed(db, row.id, epoch, reason)
    return _wait(db, row.id, epoch, reason, now + BACKOFF[tries])


def asked_to_wait(db: Connection, row: Row[Any], epoch: int, reason: str, until: datetime) -> bool:
    """Note that the platform wants it later; this does not count as a try."""
    return _wait(db, row.id, epoch, reason, until, attempts=row.attempts)


def _wait(db: Connection, id_: UUID, epoch: int, reason: str, until: datetime, **more: Any) -> bool:
    return _mark(
        db,
        id_,
        epoch,
        state="pending",
        error=reason[:300],
        not_before=until,
        lease_until=None,
        **more,
    )


def _mark(db: Connection, id_: UUID, epoch: int, **values: Any) -> bool:
    """Change a row, unless its lease has gone to somebody else in the meantime."""
    change = sa.update(delivery).where(delivery.c.id == id_, delivery.c.epoch == epoch)
    return db.execute(change.values(**values)).rowcount == 1


def waiting(db: Connection, now: datetime) -> Sequence[tuple[str, int, int]]:
    """Every workspace and lane with something due, and how much."""
    query = (
        sa.select(delivery.c.workspace, delivery.c.lane, sa.func.count())
        .where(
            sa.or_(
                delivery.c.state == "pending",
                _once_more,
                delivery.c.state == "sending",
            ),
            delivery.c.not_before <= now,
            sa.or_(delivery.c.lease_until.is_(None), delivery.c.lease_until < now),
        )
        .group_by(delivery.c.workspace, delivery.c.lane)
    )
    return [(workspace, lane, count) for workspace, lane, count in db.execute(query)]


def posted(db: Connection, about: str) -> list[dict[str, str]]:
    """Where every card about something has been posted."""
    query = sa.select(delivery.c.provider_ref).where(
        delivery.c.about == about, delivery.c.state == "sent"
    )
    return [place for place in db.execute(query).scalars() if place and "update" not in place]


def overtaken(db: Connection, row: Row[Any]) -> bool:
    """Whether a newer update about the same thing waits behind this one."""
    newer = sa.select(delivery.c.params).where(
        delivery.c.about == row.about,
        delivery.c.state == "pending",
        delivery.c.id != row.id,
        delivery.c.made >= row.made,
    )
    return any("update" in params for params in db.execute(newer).scalars())
