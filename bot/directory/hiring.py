"""Hiring: what an HR file says of people becomes what the directory knows of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.employees import Employee, LeftOut
from bot.directory.matching import Directory, Known
from bot.directory.roster import Defaults
from bot.directory.tables import employee, person, role_grant
from bot.people import Kind
from bot.store.turns import take_turn

_add_person = sa.insert(person).returning(person.c.id, sort_by_parameter_order=True)
_change_person = sa.update(person).where(person.c.id == sa.bindparam("who"))
# Whoever has an account is named, and speaks, as they chose there.
_NAMED = ("name", "email", "language", "zone")
_HERE = {"kind": Kind.MEMBER, "active": True}


def differs(one: Known, defaults: Defaults) -> bool:
    """Whether a line says anything that is not known yet."""
    told = _employed(one.employee)
    if not one.row.has_account:
        told |= _named(one.employee, defaults)
    return (
        one.row.left is not None
        or one.double is not None
        or any(getattr(one.row, name) != value for name, value in told.items())
    )


def hire(db: Connection, page: Sequence[Employee], defaults: Defaults) -> None:
    """Store people who are new."""
    if not page:
        return
    take_turn(db, "roster")
    ids = db.execute(_add_person, [_named(one, defaults) | _HERE for one in page]).scalars().all()
    employ(db, dict(zip(ids, page, strict=True)))


def change(db: Connection, page: Sequence[Known], defaults: Defaults) -> None:
    """Store what is new of people who are known."""
    take_turn(db, "roster")
    doubles = [one.double.id for one in page if one.double is not None]
    db.execute(sa.delete(employee).where(employee.c.person_id.in_(doubles)))
    db.execute(sa.update(person).where(person.c.id.in_(doubles)).values(active=False))
    employ(db, {one.row.id: one.employee for one in page})
    # Of an account that is closed the next roster says so again.
    back = [one.row.id for one in page if one.row.left is not None]
    db.execute(sa.update(person).where(person.c.id.in_(back)).values(active=True, left=None))
    renamed = [
        {"who": one.row.id, **_named(one.employee, defaults)}
        for one in page
        if not one.row.has_account
    ]
    if renamed:
        db.execute(_change_person.values({name: sa.bindparam(name) for name in _NAMED}), renamed)


def employ(db: Connection, people: Mapping[int, Employee]) -> None:
    """Store what HR says of people who are known, by their ids."""
    if not people:
        return
    rows = [{"person_id": id_, **_employed(one), "left": None} for id_, one in people.items()]
    db.execute(sa.delete(employee).where(employee.c.person_id.in_(list(people))))
    db.execute(sa.insert(employee), rows)


def _named(one: Employee, defaults: Defaults) -> dict[str, Any]:
    spoken = one.language in defaults.languages
    return {
        "name": one.name,
        "email": one.email,
        "language": one.language if spoken else defaults.languages[0],
        "zone": one.zone or defaults.zone,
    }


def _employed(one: Employee) -> dict[str, Any]:
    month, day = one.birthday or (None, None)
    told = ("key", "company", "division", "team", "manager", "location", "country", "started")
    return {
        **{name: getattr(one, name) for name in told},
        "birth_month": month,
        "birth_day": day,
    }


def leaving(known: Directory, named: Collection[int], left_out: Sequence[LeftOut]) -> list[int]:
    """The ids of those whom a file names no more.

    `named` are the ids of those it does name. Who may be meant by a line that was left out stays.
    """
    keys = {one.key.casefold() for one in left_out}
    addresses = {one.address for one in left_out} - {""}
    return [
        row.id
        for key, row in known.by_key.items()
        if row.left is None
        and row.id not in named
        and key not in keys
        and row.email not in addresses
    ]


def unknown(known: Directory, left_out: Sequence[LeftOut]) -> list[int]:
    """The lines left out of which nobody can tell whose they are."""
    there = {row.email for row in known.by_key.values()} - {""}
    return [
        one.line
        for one in left_out
        if one.key.casefold() not in known.by_key and one.address not in there
    ]


def dismiss(db: Connection, ids: Sequence[int], now: datetime) -> None:
    """Note that people have left; what power they had ends."""
    take_turn(db, "roster")
    db.execute(sa.update(employee).where(employee.c.person_id.in_(ids)).values(left=now.date()))
    db.execute(sa.update(person).where(person.c.id.in_(ids)).values(active=False, left=now))
    db.execute(sa.delete(role_grant).where(role_grant.c.person_id.in_(ids)))
