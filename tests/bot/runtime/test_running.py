"""Whether all runs, and who can be reached: two looks before anything is written to many."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Team
from skills import cm, kudos

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill, cm.skill, start="2026-11-25 10:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def mario(team: Team) -> Member:
    return team.member("Mario Conti", language="it", role=Role.CO_ORGANISER)


def test_where_all_runs_it_says_so_and_shows_nothing_to_press(team: Team, cora: Member) -> None:
    told = cora.types("/cm health")
    assert told.text.startswith("All is well.")
    assert told.shown.buttons == []


@BOTH
def test_what_does_not_run_is_counted_with_what_helps(
    team: Team, cora: Member, mario: Member
) -> None:
    bob = team.member("Bob Rossi")
    team.platform.refusals.append(DeliveryError("user_disabled", final=True))
    cora.types("/kudos @Bob for the careful work on the new warehouse plan #private")
    team.tick("2026-12-02 10:00")
    assert bob.inbox == []
    told = cora.types("/cm health")
    assert told.text.startswith("2 things need a look")
    assert "could not be delivered: 1; /cm undelivered says why" in told.text
    assert "as Piazza was not running" in told.text
    assert "could not be delivered" in cora.presses("Not delivered", on=told).text
    # To send it again is for the manager: whoever only helps reads that it is so.
    helper = mario.types("/cm health")
    assert helper.text.startswith("2 cose meritano uno sguardo")
    assert helper.shown.buttons == []


def crowd(team: Team, number: int, zone: str, language: str) -> None:
    city = zone.partition("/")[2]
    for one in range(number):
        somebody = team.member(f"{city}{one} Neri", zone=zone, language=language)
        team.employ(somebody, company="Acme", division="Works" if one % 3 == 0 else "Offices")


@BOTH
def test_who_can_be_reached_is_told_as_far_as_it_tells_of_nobody(
    team: Team, cora: Member, mario: Member
) -> None:
    for somebody in (cora, mario):
        team.employ(somebody, company="Acme", division="Offices")
    crowd(team, 7, zone="Europe/Rome", language="it")
    crowd(team, 6, zone="Asia/Tokyo", language="en")
    crowd(team, 1, zone="America/Lima", language="en")
    for one in range(24):
        team.employee(
            f"Olga{one} Bruni", company="Acme", division="Offices" if one % 4 == 0 else "Works"
        )
    told = cora.types("/cm audience")
    facts = told.text.splitlines()
    assert "With an account in the chat: 16 of 40" in facts
    assert "Without one; pages to print reach them: 24" in facts
    assert "Zone Europe/Rome: 9" in facts
    # Of one alone nothing is told, nor by the rest: those beside them are among the others, too.
    assert not any("Lima" in one or "Tokyo" in one for one in facts)
    assert "All others together: 7" in facts
    assert "English: 8" in facts
    assert "In Acme › Offices: 60 in 100" in facts
    form = cora.presses("Write to many", on=told).form
    assert form.title == "Write to many"
    helper = mario.types("/cm audience")
    assert "Con un account nella chat: 16 su 40" in helper.text
    assert helper.shown.buttons == []


def test_nobody_else_looks(team: Team, cora: Member) -> None:
    bob = team.member("Bob Rossi")
    for command in ("/cm health", "/cm audience"):
        assert "Only the community manager" in bob.types(command).text
