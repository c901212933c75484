"""A company of twelve that is asked every week: Marco manages, Anna reads Italian."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
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
