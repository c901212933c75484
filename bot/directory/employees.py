"""Employees: a company's people as its HR file tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bot.directory import cells
from bot.directory.sheet import Line

T = TypeVar("T")

LONGEST = 100
LONGEST_NAME = 200
LONGEST_KEY = 320


@dataclass(frozen=True, slots=True)
class Employee:
    """One person; `key` is their number or else their address, `manager` the key of theirs.

    Empty is what the file does not say; `birthday` is month and day.
    """

    key: str
    name: str
    email: str = ""
    company: str = ""
    division: str = ""
    team: str = ""
    manager: str = ""
    location: str = ""
    country: str = ""
    started: date | None = None
    birthday: tuple[int, int] | None = None
    language: str = ""
    zone: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was left out: why, and what of it says whose it was."""

    line: int
    reason: str
    key: str = ""
    address: str = ""


@dataclass(slots=True)
class File:
    """What was read: people, and the lines that were left out."""

    employees: list[Employee] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def read(lines: Iterable[Line]) -> File:
    """Everybody a file names; of somebody named twice the first line counts."""
    file = File()
    first_lines: dict[str, int] = {}
    for line in lines:
        key, address = _key(line.cells), line.cells.get("email", "").lower()
        try:
            employee = _employee(key, line)
            if key.casefold() in first_lines:
                raise ValueError(f"{key!r} is in line {first_lines[key.casefold()]} already")
        except ValueError as error:
            file.left_out.append(LeftOut(line.number, str(error), key, address))
            continue
        first_lines[key.casefold()] = line.number
        file.employees.append(employee)
    return file


def _key(said: Mapping[str, str]) -> str:
    key = said.get("key") or said.get("email", "")
    return key.lower() if "@" in key else key


def _employee(key: str, line: Line) -> Employee:
    said = line.cells
    if line.surplus:
        raise ValueError("there are more cells than titles; is a separator inside one?")
    if not key:
        raise ValueError("nothing says who this is; fill in 'id' or 'e-mail'")
    name = said.get("name") or " ".join(filter(None, (said.get("first"), said.get("last"))))
    if not name:
        raise ValueError("the name is missing")
    country = _read(said, "country", cells.country, "")
    return Employee(
        key=_short(key, LONGEST_KEY),
        name=_short(name, LONGEST_NAME),
        email=_short(_read(said, "email", cells.address, ""), LONGEST_KEY),
        company=_short(said.get("company", "")),
        division=_short(said.get("division", "")),
        team=_short(said.get("team", "")),
        manager=_manager(said.get("manager", "")),
        location=_short(said.get("location", "")),
        country=country,
        started=_read(said, "started", cells.day, None),
        birthday=_read(said, "birthday", cells.birthday, None),
        language=_read(said, "language", cells.language, cells.language_of(country)),
        zone=_read(said, "zone", cells.zone, cells.zone_of(country)),
        line=line.number,
    )


def _read(said: Mapping[str, str], name: str, of: Callable[[str], T], empty: T) -> T:
    cell = said.get(name, "")
    return of(cell) if cell else empty


def _manager(cell: str) -> str:
    return _short(cell.lower() if "@" in cell else cell, LONGEST_KEY)


def _short(cell: str, longest: int = LONGEST) -> str:
    if len(cell) > longest:
        raise ValueError(f"{cell[:20]!r}... is longer than {longest} characters")
    return cell
