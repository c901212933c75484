"""The journal: what was to be sent lately, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.tables import delivery, occurrence
from bot.directory.tables import person


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivery, or one occurrence that was skipped; `reason` says why it did not arrive.

    `to` is a person's name, a channel or a time zone; `kind` a skill or a schedule's name.
    """

    at: datetime
    kind: str
    to: str
    state: str
    reason: str


def latest(db: Connection, now: datetime, most: int) -> list[Entry]:
    """The newest entries up to `now`, newest first.

    A clock that was set ahead and back has left entries behind that are still to come.
    """
    found = [*_deliveries(db, now, most), *_skipped(db, now, most)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _deliveries(db: Connection, now: datetime, most: int) -> Sequence[Entry]:
    query = (
        sa.select(
            delivery.c.made,
            delivery.c.kind,
            sa.func.coalesce(person.c.name, delivery.c.channel, ""),
            delivery.c.state,
            delivery.c.error,
        )
        .outerjoin(person, person.c.id == delivery.c.person_id)
        .where(delivery.c.made <= now)
        .order_by(delivery.c.made.desc(), delivery.c.position.desc())
        .limit(most)
    )
    return [Entry(*row) for row in db.execute(query)]


def _skipped(db: Connection, now: datetime, most: int) -> Sequence[Entry]:
    query = (
        sa.select(
            occurrence.c.at,
            occurrence.c.schedule,
            occurrence.c.cohort,
            occurrence.c.state,
            occurrence.c.reason,
        )
        .where(occurrence.c.state == "skipped", occurrence.c.at <= now)
        .order_by(occurrence.c.at.desc())
        .limit(most)
    )
    return [Entry(*row) for row in db.execute(query)]
