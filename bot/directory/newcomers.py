"""Newcomers: who starts, by the HR file, or else by when their account was first seen.

An account says it only where it came by itself: with a workspace that was connected, or with many
others on one day, people came who have been here for long.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.directory.lookup import members
from bot.directory.tables import employee, identity, person

DAY = timedelta(days=1)
# So long after its first account a workspace is still being taken in.
SETTLING = timedelta(days=2)
# So many accounts on one day in a workspace, or this part of all, are a move and not beginnings.
CROWD, PART = 20, 100


@dataclass(frozen=True, slots=True)
class Start:
    """The day on which somebody starts, and whether only their account says so."""

    day: date
    by_account: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Of a workspace: since when it is taken in, and how many a day still come by themselves."""

    settled: datetime
    crowd: int


def newcomers(
    db: Connection, first: date, last: date, *, accounts: bool = True
) -> dict[int, Start]:
    """Who works here and starts on one of these days, on their own calendar, by their id.

    Without `accounts` only those count of whom the HR file says when they start.
    """
    dated = sa.select(employee.c.person_id, employee.c.started)
    dated = dated.where(
        employee.c.started.between(first, last), employee.c.person_id.in_(members())
    )
    found = {id_: Start(day, False) for id_, day in db.execute(dated)}
    return found | (_by_account(db, first, last) if accounts else {})


def _by_account(db: Connection, first: date, last: date) -> dict[int, Start]:
    rows = _accounts(db, datetime.combine(first - DAY, time(), ZoneInfo("UTC")))
    places = {one.workspace for one in rows}
    begun = {place: _begun(db, place) for place in sorted(places)}
    days = {one.person_id: (one.workspace, _day(one)) for one in rows}
    many = Counter(days.values())
    return {
        one.person_id: Start(day, True)
        for one in rows
        if first <= (day := days[one.person_id][1]) <= last
        and one.since >= begun[one.workspace].settled
        and many[one.workspace, day] <= begun[one.workspace].crowd
    }


def _accounts(db: Connection, since: datetime) -> Sequence[Row[Any]]:
    """The first account of everybody who had none before an instant, nor a date in the HR file."""
    new = sa.select(identity.c.person_id).where(identity.c.since >= since)
    dated = sa.select(employee.c.person_id).where(employee.c.started.is_not(None))
    query = (
        sa.select(identity.c.person_id, identity.c.workspace, identity.c.since, person.c.zone)
        .join(person, person.c.id == identity.c.person_id)
        .where(
            identity.c.person_id.in_(new),
            identity.c.person_id.in_(members()),
            identity.c.person_id.not_in(dated),
        )
    )
    by_person = _grouped(db.execute(query))
    return [
        min(some, key=lambda one: (one.since, one.workspace))
        for some in by_person.values()
        if all(one.since is not None and one.since >= since for one in some)
    ]


def _grouped(rows: Iterable[Row[Any]]) -> Mapping[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for one in rows:
        found[one.person_id].append(one)
    return found


def _begun(db: Connection, workspace: str) -> _Place:
    """From when on a workspace is settled, and how many are too many for one day."""
    first = sa.func.min(identity.c.since)
    query = sa.select(first, sa.func.count(), sa.func.count(identity.c.since))
    begun, count, dated = db.execute(query.where(identity.c.workspace == workspace)).one()
    # Some may have been there before anybody noted it.
    settled = begun + SETTLING if dated == count else begun
    return _Place(settled, max(CROWD, count // PART))


def _day(one: Row[Any]) -> date:
    day: date = one.since.astimezone(ZoneInfo(one.zone)).date()
    return day
