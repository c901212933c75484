"""A question of the company's own that speaks of a theme says how many teams score it low."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.directory.employees import Employee
from bot.testing import Member, Team
from skills import cm, pulse
from tests.skills.pulse.conftest import employed
from tests.skills.pulse.test_week import answer

ENGLISH = "Our invoices can be read by anybody."
ITALIAN = "Le nostre fatture le capisce chiunque."
TEAMS = ("Fairs", "Looms", "Press", "Shop")
EACH = 14


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(pulse.skill, cm.skill, start="2026-11-20 08:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def crew(team: Team, cora: Member) -> list[Member]:
    found = [team.member(f"N{number}") for number in range(EACH * len(TEAMS))]
    page = [
        Employee(
            str(number),
            one.profile.name,
            email=one.profile.email,
            company="Aurora",
            division="Works",
            team=TEAMS[number % len(TEAMS)],
        )
        for number, one in enumerate(found)
    ]
    employed(team, page)
    return found


def asked(team: Team, cora: Member, crew: list[Member], scores: dict[str, str]) -> None:
    """A round that asks it, in which people of a team answer by turns one of these."""
    cora.fills(cora.types("/cm pulse add"), en=ENGLISH, it=ITALIAN)
    turn = cora.presses("Choose which take their turn", on=cora.types("/cm pulse questions"))
    cora.fills(turn, turn={"used": ["Q1", "B2", "S1", "R1", "E1", "W1"]})
    team.tick("2026-11-23 10:00")
    for number, one in enumerate(crew):
        mine = scores[TEAMS[number % len(TEAMS)]]
        answer(one, mine[number // len(TEAMS) % len(mine)])


def test_teams_that_score_it_low_are_counted_once_the_round_is_told(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    asked(team, cora, crew, {"Fairs": "12", "Looms": "122", "Press": "45", "Shop": "2345"})
    for name, words in (("Billing", "invoic*"), ("Brakes", "brake*")):
        form = cora.presses("New theme", on=cora.types("/cm themes"))
        cora.fills(form, name=name, words=words)
    assert "score" not in cora.types("/cm theme billing").text
    team.tick("2026-11-26 19:00")
    told = cora.types("/cm theme billing").text
    assert (
        "In 13 weeks: 2 teams of 4 score it low (Question Q1: Our invoices can be read by…)" in told
    )
    ugo = team.member("Ugo Neri", language="it", role=Role.CO_ORGANISER)
    assert (
        "2 team su 4 gli danno un voto basso (Domanda Q1: " in ugo.types("/cm theme billing").text
    )
    # The bank's own questions are of no theme, and nobody's words are here.
    assert "score" not in cora.types("/cm theme brakes").text
    assert "Fairs" not in told


def test_teams_that_are_hidden_are_not_told_of(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    asked(team, cora, crew[: EACH + 2], dict.fromkeys(TEAMS, "12"))
    form = cora.presses("New theme", on=cora.types("/cm themes"))
    cora.fills(form, name="Billing", words="invoic*")
    team.tick("2026-11-26 19:00")
    assert "score" not in cora.types("/cm theme billing").text
