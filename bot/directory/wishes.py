"""Wishes: how somebody wants to be spoken to, and what they do not want to get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.directory.tables import opt_out, person, preference
from bot.store.tables import insert_new

CHOSEN = ("language", "zone")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody has chosen; quiet hours are whole hours of their own day, from and until."""

    language: str | None = None
    zone: str | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    snoozed_until: date | None = None
    without: frozenset[str] = frozenset()


def wishes(db: Connection, person_id: int) -> Wishes:
    """What somebody has chosen so far."""
    row = db.execute(sa.select(preference).where(preference.c.person_id == person_id)).first()
    kinds = sa.select(opt_out.c.kind).where(opt_out.c.person_id == person_id)
    without = frozenset(db.execute(kinds).scalars())
    if row is None:
        return Wishes(without=without)
    return Wishes(
        row.language, row.zone, row.quiet_from, row.quiet_until, row.snoozed_until, without
    )


def choose(db: Connection, person_id: int, **chosen: Any) -> None:
    """Store some choices; a language or zone counts at once, and no roster changes it again."""
    db.execute(insert_new(db, preference), {"person_id": person_id})
    db.execute(sa.update(preference).where(preference.c.person_id == person_id).values(**chosen))
    known = {name: chosen[name] for name in CHOSEN if chosen.get(name)}
    if known:
        db.execute(sa.update(person).where(person.c.id == person_id).values(**known))


def do_without(db: Connection, person_id: int, kind: str) -> None:
    """Send somebody nothing of a kind any more."""
    db.execute(insert_new(db, opt_out), {"person_id": person_id, "kind": kind})


def have_again(db: Connection, person_id: int, kind: str) -> None:
    """Send somebody what they once did without."""
    ours = sa.and_(opt_out.c.person_id == person_id, opt_out.c.kind == kind)
    db.execute(sa.delete(opt_out).where(ours))


def wanted(kind: str, day: date) -> ColumnElement[bool]:
    """Of a `person` row: whether they may be sent something unasked of this kind on a day."""
    without = sa.select(opt_out.c.person_id).where(opt_out.c.kind == kind)
    snoozing = sa.select(preference.c.person_id).where(preference.c.snoozed_until >= day)
    return sa.and_(person.c.id.not_in(without), person.c.id.not_in(snoozing))


def quiet_hours(db: Connection, among: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """The quiet hours of those `person` rows who have any, by their ids."""
    query = (
        sa.select(preference.c.person_id, preference.c.quiet_from, preference.c.quiet_until)
        .join(person)
        .where(among, preference.c.quiet_from.is_not(None))
    )
    return {id_: (start, end) for id_, start, end in db.execute(query)}


def after_quiet(moment: datetime, zone: ZoneInfo, hours: tuple[int, int]) -> datetime:
    """The first instant from `moment` on that lies outside of quiet hours, from and until."""
    start, end = hours
    local = moment.astimezone(zone)
    hours_in = (local.hour - start) % 24
    length = (end - start) % 24
    if hours_in >= length:
        return moment
    day = local.date() + timedelta(days=1 if local.hour >= end else 0)
    return datetime.combine(day, time(end), zone)
