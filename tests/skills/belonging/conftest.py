"""A company in which people start: Marco manages the community, Bob and Anna are old hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import Role
from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.testing import Member, Shown, Team
from skills.belonging import skill

LONG_AGO = date(2019, 3, 4)
FIRST_MONDAY = "2026-11-23"
HOURS = ("05:10", "08:30", "09:00", "09:30", "17:10")
MONDAY, NEAR = 0, timedelta(days=3)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, start="2026-11-19 08:00")


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco Manca", role=Role.CM)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob Ross")


@pytest.fixture
def anna(team: Team) -> Member:
    return team.member("Anna Neri", language="it")


class Office:
    """What HR says of people; told again whenever it changes."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.lines: dict[str, Employee] = {}

    def says(self, member: Member, started: date | None = LONG_AGO, **more: Any) -> None:
        """What the file says of somebody who has an account."""
        handle, name = member.profile.handle, member.profile.name
        line = Employee(handle, name, email=member.profile.email, started=started, **more)
        self.import_(line)

    def import_(self, *lines: Employee) -> None:
        """Read the file in, with these lines new or changed."""
        self.lines |= {one.key: one for one in lines}
        defaults = Defaults(("en", "it"), "Europe/Rome")

        def store(db: Session) -> None:
            found = matching.match(list(self.lines.values()), matching.directory(db.connection()))
            hiring.change(found.known, defaults, self.team.now)(db.connection())
            if found.new:
                hiring.hire(found.new, defaults)(db.connection())

        self.team.app.database.write_now(store)


@pytest.fixture
def office(team: Team) -> Office:
    return Office(team)


def days(team: Team, until: str, *hours: str) -> None:
    """Let days pass as they do in a company: morning, noon and evening.

    In the middle of a long time Piazza runs on Mondays only.
    """
    end = team.moment(until)
    clock = team.app.house.company.clock
    first, last = (moment.astimezone(clock).date() for moment in (team.now, end))
    for day in filter(partial(_matters, first, last), _dates(first, last)):
        for hour in hours or HOURS:
            if team.now < team.moment(f"{day} {hour}") <= end:
                team.tick(f"{day} {hour}")


def _dates(first: date, last: date) -> Iterator[date]:
    yield from map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _matters(first: date, last: date, day: date) -> bool:
    return day.weekday() == MONDAY or min(day - first, last - day) < NEAR


def texts(member: Member) -> list[str]:
    """What somebody was sent, by its first line."""
    return [one.text.splitlines()[0] for one in member.inbox]


def last(member: Member) -> Shown:
    """What somebody was sent last."""
    return member.inbox[-1]
