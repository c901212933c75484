"""The help: what can be done here, in an order that can be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills import cm, kudos


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill, cm.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def commands(said: str) -> list[str]:
    """The commands that a help names, in its order."""
    return [line.partition(" – ")[0] for line in said.splitlines() if line.startswith("/")]


FOR_ALL = [
    "/kudos",
    "/kudos mine",
    "/kudos mine file",
    "/kudos page",
    "/kudos undo",
    "/piazza",
    "/piazza forgetme",
    "/piazza settings",
    "/piazza whatyouknow",
]


def test_each_command_stands_before_the_longer_ones(bob: Member) -> None:
    assert commands(bob.types("/piazza").text) == FOR_ALL


def test_what_is_for_few_comes_last(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    found = commands(cora.types("/piazza").text)
    assert found[: len(FOR_ALL)] == FOR_ALL
    few = found[len(FOR_ALL) :]
    assert few[0] == "/cm"
    assert few == sorted(few)
    assert commands(cora.types("/cm").text) == few[1:]
