"""The pytest plug-in: `team_of(skill, ...)` makes a `bot.testing.Team` that is closed for you."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bot.skill import Skill
    from bot.testing import Team


@pytest.fixture
def database_url() -> str | None:
    """Where a team keeps its data; override it to run stories on another database."""
    return None


@pytest.fixture
def team_of(database_url: str | None) -> Iterator[Callable[..., Team]]:
    """Make teams of people who use the given skills; keywords as for `Team`."""
    # Imported here, so that pytest runs without these tests start no slower for the plug-in.
    from bot.testing import Team

    teams: list[Team] = []

    def make(*skills: Skill, **more: Any) -> Team:
        teams.append(Team(skills, **{"database_url": database_url, **more}))
        return teams[-1]

    yield make
    for team in teams:
        team.close()
