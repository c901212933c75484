"""The manager's digest tells of the round that closed, and some of what people wrote in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills import cm
from skills.pulse import skill
from tests.skills.pulse.test_week import answer
from tests.skills.weekly import everything


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, start="2026-11-22 07:00")


def a_round(team: Team, people: list[Member]) -> None:
    team.tick("2026-11-23 10:00")
    for number, one in enumerate(people):
        answer(one, str(1 + number % 5), O1=f"The printer again ({number})")
    for moment in ("26 19:00", "27 09:00", "29 06:00", "30 09:00"):
        team.tick(f"2026-11-{moment}")


def test_it_goes_to_the_manager_with_three_voices(team: Team) -> None:
    marco = team.member("Marco", role=Role.CM)
    a_round(team, [team.member(f"N{number}") for number in range(30)])
    digest = everything(marco).text
    assert "The pulse of 23 November: what came of it" in digest
    assert "In people’s own words" in digest
    assert digest.count("The printer again") == 3


def test_to_a_channel_it_carries_nobodys_words(team: Team) -> None:
    a_round(team, [team.member(f"N{number}") for number in range(30)])
    digest = team.channel("#general")[-1]
    assert "The pulse of 23 November: what came of it" in digest.text
    assert "The printer again" not in digest.text
