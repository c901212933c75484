"""Hiring: what an HR file says of people becomes what the directory knows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.directory.tables import employee, identity, person
from bot.people import Kind
from bot.store.turns import take_turn

_accounts = sa.exists().where(identity.c.person_id == person.c.id).label("has_account")
_whole: sa.Select[Any] = sa.select(
    person.c.id,
    person.c.name,
    person.c.email,
    person.c.language,
    person.c.zone,
    *(column for column in employee.c if column is not employee.c.person_id),
    _accounts,
)
_by_key = _whole.select_from(person.join(employee)).where(
    employee.c.key.in_(sa.bindparam("keys", expanding=True))
)
_by_address = _whole.select_from(person.outerjoin(employee)).where(
    person.c.email.in_(sa.bindparam("addresses", expanding=True)),
    person.c.kind.in_((Kind.MEMBER, Kind.GUEST)),
)
_add_person = sa.insert(person).returning(person.c.id, sort_by_parameter_order=True)
_change_person = sa.update(person).where(person.c.id == sa.bindparam("who"))
# Whoever has an account is named, and speaks, as they chose there.
_NAMED = ("name", "email", "language", "zone")
_HERE = {"kind": Kind.MEMBER, "active": True}


Known: TypeAlias = Mapping[int, tuple[Employee, Row[Any]]]


@dataclass(slots=True)
class Hired:
    """How many people an HR file leads to; `unclear` are lines that may mean several of them."""

    new: int = 0
    changed: int = 0
    same: int = 0
    unclear: dict[int, str] = field(default_factory=dict)

    def __iadd__(self, other: Hired) -> Self:
        self.new += other.new
        self.changed += other.changed
        self.same += other.same
        self.unclear |= other.unclear
        return self


@dataclass(slots=True)
class _Compared:
    new: list[Employee] = field(default_factory=list)
    changed: dict[int, tuple[Employee, Row[Any]]] = field(default_factory=dict)
    same: int = 0
    unclear: dict[int, str] = field(default_factory=dict)

    @property
    def counted(self) -> Hired:
        return Hired(len(self.new), len(self.changed), self.same, self.unclear)


def compare(db: Connection, page: Sequence[Employee], defaults: Defaults) -> Hired:
    """Find out how many are new, have changed or have not; stores nothing."""
    return _compared(db, page, defaults).counted


def hire(db: Connection, page: Sequence[Employee], defaults: Defaults) -> Hired:
    """Store a page of employees; the same page a second time changes nothing."""
    take_turn(db, "roster")
    found = _compared(db, page, defaults)
    if found.new:
        rows = [_named(one, defaults) | _HERE for one in found.new]
        ids = db.execute(_add_person, rows).scalars().all()
        _employ(db, dict(zip(ids, found.new, strict=True)))
    if found.changed:
        _employ(db, {id_: one for id_, (one, _) in found.changed.items()})
        _rename(db, found.changed, defaults)
    return found.counted


def _compared(db: Connection, page: Sequence[Employee], defaults: Defaults) -> _Compared:
    by_key = {row.key: row for row in db.execute(_by_key, {"keys": [one.key for one in page]})}
    by_address = _addresses(db, [one.email for one in page if one.email and one.key not in by_key])
    found = _Compared()
    for one in page:
        rows = [by_key[one.key]] if one.key in by_key else by_address.get(one.email, [])
        if len(rows) > 1 or (rows and rows[0].id in found.changed):
            found.unclear[one.line] = f"{one.email} is the address of more than one person"
        elif not rows:
            found.new.append(one)
        elif rows[0].left is not None or _differs(one, rows[0], defaults):
            found.changed[rows[0].id] = (one, rows[0])
        else:
            found.same += 1
    return found


def _addresses(db: Connection, addresses: Sequence[str]) -> Mapping[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    if addresses:
        for row in db.execute(_by_address, {"addresses": sorted(set(addresses))}):
            found.setdefault(row.email, []).append(row)
    return found


def _differs(one: Employee, row: Row[Any], defaults: Defaults) -> bool:
    told = _employed(one) | ({} if row.has_account else _named(one, defaults))
    return any(getattr(row, name) != value for name, value in told.items())


def _employ(db: Connection, people: Mapping[int, Employee]) -> None:
    rows = [{"person_id": id_, **_employed(one), "left": None} for id_, one in people.items()]
    db.execute(sa.delete(employee).where(employee.c.person_id.in_(list(people))))
    db.execute(sa.insert(employee), rows)


def _rename(db: Connection, changed: Known, defaults: Defaults) -> None:
    rows = [
        {"who": id_, **_named(one, defaults), "active": True}
        for id_, (one, row) in changed.items()
        if not row.has_account
    ]
    if rows:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in (*_NAMED, "active")}
        db.execute(_change_person.values(values), rows)


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


def leaving(db: Connection, keys: set[str], addresses: set[str]) -> tuple[list[int], int]:
    """The ids of those whom a file names no more, and how many the last one named."""
    rows = db.execute(
        sa.select(employee.c.person_id, employee.c.key, person.c.email)
        .join(person)
        .where(employee.c.left.is_(None))
    ).all()
    gone = [one.person_id for one in rows if one.key not in keys and one.email not in addresses]
    return gone, len(rows)


def dismiss(db: Connection, ids: Sequence[int], today: date) -> None:
    """Note that people have left."""
    db.execute(sa.update(employee).where(employee.c.person_id.in_(ids)).values(left=today))
    db.execute(sa.update(person).where(person.c.id.in_(ids)).values(active=False))
