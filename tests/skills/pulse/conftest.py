"""A company of twelve that is asked every week: Marco manages, Anna reads Italian."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from bot import Role
from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.testing import Member, Reply, Team
from skills.pulse import skill

NAMES = ["Bob", "Carl", "Dora", "Emil", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim"]


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, start="2026-11-20 08:00")


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco", role=Role.CM)


@pytest.fixture
def anna(team: Team) -> Member:
    return team.member("Anna", language="it")


@pytest.fixture
def others(team: Team, marco: Member, anna: Member) -> list[Member]:
    """All the others."""
    return [team.member(name) for name in NAMES]


def employed(team: Team, page: list[Employee]) -> None:
    """Let the HR file say of people who are here already in which part of the company they are."""

    def read_in(db: Session) -> None:
        known = matching.match(page, matching.directory(db.connection())).known
        hiring.change(known, Defaults(("en",), "Europe/Rome"), team.now)(db.connection())

    team.app.database.write_now(read_in)


def opens(manager: Member) -> Reply:
    """Open a round by hand, once it was said what that means."""
    asked = manager.types("/cm pulse open")
    assert "would be invited" in asked.text
    return manager.presses("Yes, open it", on=asked)
