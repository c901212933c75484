"""Matching: who of those we know is meant by which line of an HR file.

An account is the surest sign of who somebody is; then the number in the HR system; then an address
that only one line has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.directory.employees import Employee
from bot.directory.spelling import plain
from bot.directory.tables import employee, identity, person
from bot.people import Kind

_account = sa.exists().where(identity.c.person_id == person.c.id).label("has_account")
_everybody = sa.select(
    person.c.id,
    person.c.name,
    person.c.email,
    person.c.language,
    person.c.zone,
    person.c.active,
    *(column for column in employee.c if column is not employee.c.person_id),
    _account,
).where(person.c.kind == Kind.MEMBER)


@dataclass(frozen=True, slots=True)
class Known:
    """A line, the person it means, and one who was the same all the time and is not needed."""

    employee: Employee
    row: Row[Any]
    double: Row[Any] | None = None


@dataclass(slots=True)
class Matched:
    """What the lines of a file mean; `unclear` are the reasons, by line, why some mean nobody."""

    new: list[Employee] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    unclear: dict[int, str] = field(default_factory=dict)


class Directory:
    """Everybody who works here, as they were known at one moment."""

    def __init__(self, rows: Sequence[Any], accounts: Iterable[Row[Any]]) -> None:
        self.by_key: dict[str, Row[Any]] = {}
        self.accounts: dict[str, list[Row[Any]]] = {}
        self.others: dict[str, list[Row[Any]]] = {}
        self.places: dict[int, set[str]] = {}
        for row in rows:
            if row.key is not None:
                self.by_key[row.key.casefold()] = row
            if row.email and row.has_account:
                self.accounts.setdefault(row.email, []).append(row)
            elif row.email and row.key is not None and row.left is None:
                self.others.setdefault(row.email, []).append(row)
        people = {row.id: row for row in rows}
        for one in accounts:
            self.places.setdefault(one.person_id, set()).add(one.workspace)
            owner = people.get(one.person_id)
            if one.active and one.email and owner is not None:
                owners = self.accounts.setdefault(one.email, [])
                if owner not in owners:
                    owners.append(owner)

    def are_one(self, one: Employee, row: Row[Any], account: Row[Any]) -> bool:
        """Whether whose number a line has and whose account its address may be the same."""
        if account.key is not None:
            return False
        return not row.has_account or (
            row.active
            and account.active
            and not self.places[row.id] & self.places[account.id]
            and _words(one.name) == _words(row.name) == _words(account.name)
        )

    def account(self, address: str) -> Row[Any] | None:
        """Whose account has this address; a ValueError when nobody can tell."""
        found = self.accounts.get(address, [])
        working = [row for row in found if row.active] or found
        if len(working) > 1:
            raise ValueError(f"{address} is the address of more than one account")
        return working[0] if working else None


def directory(db: Connection) -> Directory:
    """Read everybody, at one look."""
    joined = person.outerjoin(employee, employee.c.person_id == person.c.id)
    columns = (identity.c.person_id, identity.c.workspace, identity.c.email, identity.c.active)
    accounts = sa.select(*columns)
    return Directory(db.execute(_everybody.select_from(joined)).all(), db.execute(accounts))


def match(everybody: Sequence[Employee], known: Directory) -> Matched:
    """Find out whom each line means."""
    keys = {one.key.casefold() for one in everybody}
    addresses = Counter(one.email for one in everybody)
    found = Matched()
    for one in everybody:
        try:
            meant = _meant(one, keys, known, shared=addresses[one.email] > 1)
        except ValueError as error:
            found.unclear[one.line] = str(error)
            continue
        if meant is None:
            found.new.append(one)
        else:
            found.known.append(meant)
    return found


def _meant(one: Employee, keys: set[str], known: Directory, *, shared: bool) -> Known | None:
    row = known.by_key.get(one.key.casefold())
    account = known.account(one.email) if one.email else None
    if row is not None and _is_another(one, row) and (account is None or account.id != row.id):
        raise ValueError(
            f"{one.key!r} was the number of {row.name}, whose name and address are others; keep"
            " one of them if it is they, or give a number nobody had"
        )
    if account is None:
        return Known(one, row) if row else None if shared else _renumbered(one, keys, known)
    if row is not None and row.id == account.id:
        return Known(one, row)
    if shared:
        raise ValueError(f"{one.email} is in more than one line, and {account.name}'s account")
    if row is not None and not known.are_one(one, row, account):
        raise ValueError(
            f"{one.key!r} is the number of {row.name}, and {one.email} the account of"
            f" {account.name}"
        )
    if row is None and account.key is not None and account.key.casefold() in keys:
        raise ValueError(f"{one.email} is the account of {account.name}, in another line")
    return Known(one, account, double=row)


def _words(name: str) -> set[str]:
    """The names somebody has, in whichever order they are written."""
    return {plain(word) for word in name.split()} - {""}


def _is_another(one: Employee, row: Row[Any]) -> bool:
    """Whether somebody seems to have got the number of another, who has left or had no account.

    Else the thanks of the one, also those in private, would be read by the other.
    """
    if one.name == row.name or (one.email and one.email == row.email):
        return False
    if plain(one.name) == plain(row.name):
        return False
    return row.left is not None or not (row.has_account or "" in (one.email, row.email))


def _renumbered(one: Employee, keys: set[str], known: Directory) -> Known | None:
    """Somebody without an account who had another number until now."""
    others = [row for row in known.others.get(one.email, []) if row.key.casefold() not in keys]
    return Known(one, others[0]) if len(others) == 1 and others[0].name == one.name else None
