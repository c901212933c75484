"""The journal: what was to be sent lately, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.tables import delivery, occurrence
from bot.directory.tables import person


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivery, or one occurrence that was skipped; `reason` says why it did not arrive.

    `to` is a person's name, a channel or a time zone; `kind` a skill or a schedule's name. Of what
    is sealed it is one occurrence, and for how many `people` that is.
    """

    at: datetime
    kind: str
    to: str
    state: str
    reason: str
    people: int | None = None


def latest(db: Connection, now: datetime, most: int, sealed: Collection[str] = ()) -> list[Entry]:
    """The newest entries up to `now`, newest first; `sealed` are kinds of which no row is shown.

    A clock that was set ahead and back has left entries behind that are still to come.
    """
    found = [*_deliveries(db, now, most, sealed), *_skipped(db, now, most)]
    found += _planned(db, now, most, sealed)
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _deliveries(
    db: Connection, now: datetime, most: int, sealed: Collection[str]
) -> Sequence[Entry]:
    query = (
        sa.select(
            delivery.c.made,
            delivery.c.kind,
            sa.func.coalesce(person.c.name, delivery.c.channel, ""),
            delivery.c.state,
            delivery.c.error,
        )
        .outerjoin(person, person.c.id == delivery.c.person_id)
        .where(delivery.c.made <= now, delivery.c.kind.not_in(sealed))
        .order_by(delivery.c.made.desc(), delivery.c.position.desc())
        .limit(most)
    )
    return [Entry(*row) for row in db.execute(query)]


def _planned(db: Connection, now: datetime, most: int, sealed: Collection[str]) -> Sequence[Entry]:
    columns = (occurrence.c.due, occurrence.c.schedule, occurrence.c.cohort, occurrence.c.people)
    query = (
        sa.select(*columns)
        .where(
            occurrence.c.schedule.in_(sealed),
            occurrence.c.state != "skipped",
            occurrence.c.due <= now,
        )
        .order_by(occurrence.c.due.desc())
        .limit(most)
    )
    found = db.execute(query)
    return [Entry(at, kind, zone, "planned", "", people) for at, kind, zone, people in found]


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
