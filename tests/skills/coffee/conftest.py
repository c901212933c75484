"""A company that has coffee every week: Marco manages, Anna reads Italian."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills.coffee import CoffeeSettings, skill


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, settings={"coffee": CoffeeSettings(every=1)}, start="2027-01-08 09:00")


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco Verdi", role=Role.CM)


@pytest.fixture
def anna(team: Team) -> Member:
    return team.member("Anna Neri", language="it")


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob Ross")
