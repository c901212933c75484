"""A database of an earlier day: what it believes is still to be done has been done meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.delivery.causes import FROM_BACKUP
from bot.delivery.planner import PLANNING, RESTORED
from bot.delivery.tables import delivery, job, occurrence
from bot.delivery.withdrawal import UNDER_WAY, WITHDRAWN
from bot.directory import returned
from bot.directory.lookup import people_by_id
from bot.directory.tables import installation
from bot.runtime import first_day
from bot.runtime.house import House

SKIPPED = "restored from a backup"

# To remove a card that is gone already does no harm; to leave one that should be gone does.
_removal = sa.and_(
    delivery.c.about.endswith(WITHDRAWN),
    delivery.c.person_id.is_(None),
    delivery.c.channel.is_(None),
)


@dataclass(frozen=True)
class Settled:
    """How many deliveries were given up, and how many people were erased again."""

    given_up: int
    erased: int


def settle(db: Session, house: House, now: datetime, newer: Sequence[Mapping[str, Any]]) -> Settled:
    """Let nothing be sent or planned again, and nobody come back who was forgotten since.

    `newer` are the notes on the forgotten in the database that this one replaces.
    """
    connection = db.connection()
    given_up = _give_up(connection, now)
    _skip(connection, now)
    first_day.skip(connection, now)
    ids = returned.take_over(connection, newer, house.forgotten)
    for person in people_by_id(connection, ids, now).values():
        house.erase(db, person, now)
    return Settled(given_up, len(ids))


def _give_up(db: Connection, now: datetime) -> int:
    under_way = delivery.c.state.in_(UNDER_WAY), delivery.c.not_before <= now
    change = sa.update(delivery).where(*under_way, ~sa.func.coalesce(_removal, sa.false()))
    given_up = {"state": "failed", "error": FROM_BACKUP, "doubtful": True, "lease_until": None}
    return db.execute(change.values(epoch=delivery.c.epoch + 1, **given_up)).rowcount


def _skip(db: Connection, now: datetime) -> None:
    """Plan and do nothing that was due before now, and go on with nothing that was half planned.

    What was ordered and not begun is half planned, too.
    """
    half = sa.update(occurrence).where(occurrence.c.state == PLANNING, occurrence.c.due <= now)
    db.execute(half.values(state="skipped", reason=SKIPPED, cursor=None))
    begun = sa.update(job).where(job.c.state == "waiting", job.c.not_before <= now)
    db.execute(begun.values(state="failed", error=SKIPPED, epoch=job.c.epoch + 1))
    db.execute(sa.delete(installation).where(installation.c.name == RESTORED))
    db.execute(sa.insert(installation), {"name": RESTORED, "value": now.isoformat()})
