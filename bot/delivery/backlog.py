"""The backlog: rows that hold every state of the work that is done behind what people do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.backoff import BACKOFF, rest
from bot.delivery.tables import job
from bot.runtime.outgoing import Effect, Later
from bot.runtime.router import Router
from bot.store.tables import insert_new

JOBS = "jobs"
LEASE = timedelta(minutes=1)
NAMESPACE = uuid.UUID("4b0d1f4c-7d1e-5b53-9f43-0f2f6a9f1c11")

# Where no reason was noted, it ended with its process each time.
_why = sa.func.coalesce(sa.func.nullif(job.c.error, ""), "broken off")
_lost = job.c.state == "failed"
_held = sa.update(job).where(job.c.id == sa.bindparam("row"), job.c.epoch == sa.bindparam("held"))


def keep(
    db: Connection,
    effects: Sequence[Effect],
    *,
    cause: str,
    workspace: str,
    now: datetime,
    router: Router,
) -> None:
    """Store what is to be done later; ids follow from the cause, so a repeat changes nothing."""
    rows = [
        _row(
            f"{cause}#{position}",
            router.job_key(effect.run),
            effect.arguments,
            workspace,
            effect.at or now,
            now,
        )
        for position, effect in enumerate(effects)
        if isinstance(effect, Later)
    ]
    if rows:
        db.execute(insert_new(db, job), rows)


def add(
    db: Connection, cause: str, kind: str, params: Sequence[Any], now: datetime, workspace: str = ""
) -> None:
    """Have a job done of which the core itself knows; once for each cause."""
    db.execute(insert_new(db, job), _row(cause, kind, params, workspace, now, now))


def waits(db: Connection, kind: str, params: Sequence[Any]) -> bool:
    """Whether the same job is still to be done."""
    query = sa.select(job.c.params).where(job.c.kind == kind, job.c.state == "waiting")
    return list(params) in db.execute(query).scalars().all()


def _row(
    cause: str, kind: str, params: Sequence[Any], workspace: str, due: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "id": uuid.uuid5(NAMESPACE, cause),
        "kind": kind,
        "params": list(params),
        "workspace": workspace,
        "state": "waiting",
        "not_before": due,
        "epoch": 0,
        "attempts": 0,
        "error": "",
        "made": now,
    }


def lease(db: Connection, now: datetime) -> Row[Any] | None:
    """Take the next job that is due, or was broken off; one that always breaks off has failed."""
    free = sa.or_(job.c.lease_until.is_(None), job.c.lease_until < now)
    due = sa.and_(job.c.state == "waiting", job.c.not_before <= now, free)
    worn_out = sa.update(job).where(due, job.c.attempts > len(BACKOFF))
    db.execute(worn_out.values(state="failed", error=_why))
    query = sa.select(job).where(due).order_by(job.c.not_before, job.c.made).limit(1)
    row = db.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is not None:
        taken = {"epoch": row.epoch + 1, "attempts": row.attempts + 1, "lease_until": now + LEASE}
        db.execute(sa.update(job).where(job.c.id == row.id).values(taken))
    return row


def renew(db: Connection, row: Row[Any], now: datetime) -> bool:
    """Hold a job for longer; False when somebody else holds it now."""
    return _mark(db, row, lease_until=now + LEASE)


def done(db: Connection, row: Row[Any]) -> None:
    """Drop a job that has been done: nothing of it is needed any more."""
    db.execute(sa.delete(job).where(job.c.id == row.id, job.c.epoch == row.epoch + 1))


def broke(db: Connection, row: Row[Any], reason: str, now: datetime) -> str:
    """Note that it is to be tried again, each time later; after the last time it has failed."""
    if row.attempts >= len(BACKOFF):
        return failed(db, row, reason)
    until = now + rest(row.id, row.attempts)
    _mark(db, row, error=reason[:300], not_before=until, **_let_go(row))
    return "later"


def failed(db: Connection, row: Row[Any], reason: str) -> str:
    """Note that it will never be done."""
    _mark(db, row, state="failed", error=reason[:300], **_let_go(row))
    return "failed"


def _let_go(row: Row[Any]) -> dict[str, Any]:
    """What holds it no more; one that hung and goes on after all changes nothing, either."""
    return {"lease_until": None, "epoch": row.epoch + 2}


def _mark(db: Connection, row: Row[Any], **values: Any) -> bool:
    """Change a job, unless somebody else holds it by now."""
    given = {"row": row.id, "held": row.epoch + 1}
    return db.execute(_held.values(values), given).rowcount == 1


def take_back(db: Connection) -> None:
    """Free what a process held that has ended; the epoch stops one that was only frozen."""
    db.execute(sa.update(job).where(job.c.lease_until.is_not(None)).values(lease_until=None))


def waiting(db: Connection, now: datetime) -> int:
    """How many jobs are due."""
    free = sa.or_(job.c.lease_until.is_(None), job.c.lease_until < now)
    due = sa.and_(job.c.state == "waiting", job.c.not_before <= now, free)
    return db.scalar(sa.select(sa.func.count()).where(due)) or 0


def lost(db: Connection) -> int:
    """How many jobs have failed for good."""
    return db.scalar(sa.select(sa.func.count()).where(_lost)) or 0


def oldest_lost(db: Connection) -> tuple[int, datetime | None]:
    """How many those are, and since when the oldest of them."""
    count, since = db.execute(
        sa.select(sa.func.count(), sa.func.min(job.c.made)).where(_lost)
    ).one()
    return count, since


def newest_lost(db: Connection, most: int) -> Sequence[Row[Any]]:
    """The newest of those."""
    latest = sa.select(job).where(_lost).order_by(job.c.made.desc(), job.c.id).limit(most)
    return db.execute(latest).all()


def again(db: Connection, now: datetime) -> int:
    """Have all of those done again, with their tries counted anew; returns how many."""
    anew = {"state": "waiting", "attempts": 0, "not_before": now, "error": ""}
    return db.execute(sa.update(job).where(_lost).values(anew)).rowcount


def drop_lost(db: Connection, before: datetime | None = None) -> int:
    """Drop those, or what of them is old; returns how many."""
    old = sa.true() if before is None else job.c.made < before
    return db.execute(sa.delete(job).where(_lost, old)).rowcount
