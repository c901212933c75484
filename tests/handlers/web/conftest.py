"""What the stories of hooks share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.testing import Team
from skills.ideas import skill
from skills.ideas.settings import IdeasSettings
from tests.handlers.web.hooked import World


@pytest.fixture
def world(team_of: Callable[..., Team]) -> World:
    """A team that takes ideas of customers."""
    return World(team_of(skill, settings={"ideas": IdeasSettings(hook=True)}))
