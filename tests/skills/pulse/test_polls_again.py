"""Polls that come again: at the same hour, until whoever asked stops them or has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.directory.tables import person
from bot.testing import Member, Team
from skills.pulse import skill
from tests.skills.pulse.test_polls import asked


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, start="2027-03-25 10:00")


@pytest.fixture
def crew(team: Team) -> list[Member]:
    return [team.member(f"N{n}") for n in range(10)]


def leave(team: Team, *names: str) -> None:
    gone = update(person).where(person.c.name.in_(names)).values(active=False)

    def change(db: Session) -> None:
        db.execute(gone)

    team.app.database.write_now(change)


def test_it_comes_at_the_same_hour_though_the_clocks_have_changed(
    team: Team, crew: list[Member]
) -> None:
    asked(team, crew[0], "/poll Which days? | Mon | Tue #weekly")
    team.tick("2027-04-01 09:55")
    assert len(team.channel("#lunch")) == 2
    team.tick("2027-04-01 10:05")
    assert "Open until Friday 2 April 10:0" in team.channel("#lunch")[-1].text


def test_who_stops_it_by_the_first_card_stops_it(team: Team, crew: list[Member]) -> None:
    first = crew[0].types("/poll Which days? | Mon | Tue #weekly", channel="#lunch")
    team.tick(timedelta(days=7, hours=1))
    assert len(team.channel("#lunch")) == 3
    assert "not asked again" in crew[0].presses("Don’t repeat it", on=first).text
    team.tick(timedelta(days=15))
    assert len(team.channel("#lunch")) == 4


def test_who_asked_hears_that_it_can_not_come_again(team: Team, crew: list[Member]) -> None:
    asked(team, crew[0], "/poll Is it too loud? | yes | no #sealed #weekly")
    leave(team, "N8")
    team.tick(timedelta(days=8))
    assert len(team.channel("#lunch")) == 2
    [told] = crew[0].inbox
    assert "“Is it too loud?” could not be asked again" in told.text
    assert "There are 9" in told.text


def test_with_who_asked_it_ends(team: Team, crew: list[Member]) -> None:
    asked(team, crew[0], "/poll Which days? | Mon | Tue #weekly")
    leave(team, "N0")
    team.tick(timedelta(days=15))
    assert len(team.channel("#lunch")) == 2
