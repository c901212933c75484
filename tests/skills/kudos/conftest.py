"""A small company that thanks: Bob and Carl read English, Anna Italian."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.testing import Member, Team
from skills.kudos import KudosSettings, skill


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, settings={"kudos": KudosSettings(values=("teamwork", "quality"))})


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob Ross")


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Anna Neri", language="it")


@pytest.fixture
def carl(team: Team) -> Member:
    return team.member("Carl Jung")
