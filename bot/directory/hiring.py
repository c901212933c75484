"""Hiring: what an HR file says of people becomes what the directory knows of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection, Delete, Insert, Update
from sqlalchemy.sql.dml import ReturningInsert

from bot.directory.employees import Employee, LeftOut
from bot.directory.joining import join
from bot.directory.matching import Directory, Known
from bot.directory.roster import Defaults
from bot.directory.tables import employee, person, role_grant
from bot.people import Kind
from bot.store.pages import packed, unpacked
from bot.store.turns import take_turn

# All that can be prepared is, before it: on SQLite nobody else may write meanwhile.
Work: TypeAlias = Callable[[Connection], None]

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


def hire(page: Sequence[Employee], defaults: Defaults) -> Work:
    """What stores people who are new."""
    named = packed(_named(one, defaults) for one in page)
    employed = [_employed(one) for one in page]

    def store(db: Connection) -> None:
        take_turn(db, "roster")
        ids = sorted(db.scalars(_adding(db.dialect.name), named))
        rows = [{"person_id": id_, **told} for id_, told in zip(ids, employed, strict=True)]
        db.execute(_hiring(db.dialect.name), packed(rows))

    return store


def change(page: Sequence[Known], defaults: Defaults, now: datetime) -> Work:
    """What stores what is new of people who are known."""
    doubles = {one.double.id: one.row.id for one in page if one.double is not None}
    told = [{"person_id": one.row.id, **_employed(one.employee)} for one in page]
    # Somebody else may have had this number until now; who keeps theirs is in nobody's way.
    same = {one.row.id for one in page if one.row.key == one.employee.key}
    employed = packed(row for row in told if row["person_id"] not in same)
    moved = packed(row for row in told if row["person_id"] in same)
    # Of an account that is closed the next roster says so again.
    back = [one.row.id for one in page if one.row.left is not None]
    named = packed(
        {"id": one.row.id, **_named(one.employee, defaults)}
        for one in page
        if not one.row.has_account and _renamed(one, defaults)
    )

    def store(db: Connection) -> None:
        take_turn(db, "roster")
        db.execute(sa.delete(employee).where(employee.c.person_id.in_(doubles)))
        join(db, "", doubles, now)
        _employ(db, employed)
        db.execute(_moving(db.dialect.name), moved)
        db.execute(sa.update(person).where(person.c.id.in_(back)).values(active=True, left=None))
        db.execute(_naming(db.dialect.name), named)

    return store


def _renamed(one: Known, defaults: Defaults) -> bool:
    told = _named(one.employee, defaults)
    return any(getattr(one.row, name) != value for name, value in told.items())


def employ(people: Mapping[int, Employee]) -> Work:
    """What stores what HR says of people who are known, by their ids."""
    employed = packed({"person_id": id_, **_employed(one)} for id_, one in people.items())
    return lambda db: _employ(db, employed)


def _employ(db: Connection, told: Mapping[str, str]) -> None:
    db.execute(_unemploying(db.dialect.name), told)
    db.execute(_employing(db.dialect.name), told)


@cache
def _adding(dialect: str) -> ReturningInsert[tuple[int]]:
    """Numbers are given in the order of the page, so that each line finds its own again."""
    rows = unpacked(dialect, [person.c[name] for name in _NAMED])
    values = [*(rows.c[name] for name in _NAMED), *map(sa.literal, _HERE.values())]
    selected = sa.select(*values).order_by(rows.c.at)
    return sa.insert(person).from_select([*_NAMED, *_HERE], selected).returning(person.c.id)


@cache
def _naming(dialect: str) -> Update:
    rows = unpacked(dialect, [person.c.id, *(person.c[name] for name in _NAMED)])
    values = {name: rows.c[name] for name in _NAMED}
    return sa.update(person).where(person.c.id == rows.c.id).values(values)


@cache
def _moving(dialect: str) -> Update:
    names = [one.name for one in employee.c if one.name not in ("person_id", "key", "left")]
    rows = unpacked(dialect, [employee.c.person_id, *(employee.c[name] for name in names)])
    values = {name: rows.c[name] for name in names} | {"left": None}
    return sa.update(employee).where(employee.c.person_id == rows.c.person_id).values(values)


_TOLD = [column for column in employee.c if column is not employee.c.left]


@cache
def _hiring(dialect: str) -> Insert:
    rows = unpacked(dialect, _TOLD)
    names = [column.name for column in _TOLD]
    return sa.insert(employee).from_select(names, sa.select(*(rows.c[name] for name in names)))


@cache
def _employing(dialect: str) -> Insert:
    rows = unpacked(dialect, _TOLD)
    names = [column.name for column in _TOLD]
    # Who was erased since the page was put together is left out, and nobody is while it is stored.
    there = (
        sa.select(*(rows.c[name] for name in names))
        .join(person, person.c.id == rows.c.person_id)
        .with_for_update(read=True, key_share=True, of=person)
    )
    return sa.insert(employee).from_select(names, there)


@cache
def _unemploying(dialect: str) -> Delete:
    rows = unpacked(dialect, [employee.c.person_id])
    return sa.delete(employee).where(employee.c.person_id.in_(sa.select(rows.c.person_id)))


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


def dismiss(ids: Sequence[int], now: datetime) -> Work:
    """What notes that people have left; what power they had ends."""

    def store(db: Connection) -> None:
        take_turn(db, "roster")
        db.execute(sa.update(employee).where(employee.c.person_id.in_(ids)).values(left=now.date()))
        db.execute(sa.update(person).where(person.c.id.in_(ids)).values(active=False, left=now))
        db.execute(sa.delete(role_grant).where(role_grant.c.person_id.in_(ids)))

    return store
