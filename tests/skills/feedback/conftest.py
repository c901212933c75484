"""A company whose customers say something: Marco manages, Anna reads Italian."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills import cm
from skills.feedback import skill

LATE = "My bike has been in your workshop for three weeks. Unacceptable!"
KIND = "Thank you, the new saddle is wonderful and your people are so friendly."
HOW = "How do I change the address of my invoices?"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill)


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco", role=Role.CM)


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann")


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def anna(team: Team) -> Member:
    return team.member("Anna", language="it")
