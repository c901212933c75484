"""What the directory knows of somebody, as they read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from bot.directory.tables import employee
from bot.testing import Member, Team

NOTHING = dict.fromkeys(("company", "division", "team", "manager", "location", "country"), "")
TOLD = {
    "company": "Aurora",
    "division": "Works",
    "team": "Paint",
    "manager": "12",
    "location": "Milano",
    "country": "IT",
    "started": date(2019, 3, 4),
}


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of()


def employed(member: Member, key: str, **told: Any) -> None:
    """Let the HR file tell of somebody."""
    row = {"person_id": member.person.id, "key": key, **NOTHING, **told}
    member.team.app.database.write_now(lambda db: db.execute(sa.insert(employee), row))


def test_somebody_reads_what_the_file_says_of_them_in_words(team: Team) -> None:
    bob, ann = team.member("Bob Ross"), team.member("Ann Archer")
    employed(ann, "12")
    employed(bob, "17", **TOLD)
    told = bob.types("/piazza whatyouknow").text
    for line in (
        "Language: English",
        "Company, division, team: Aurora · Works · Paint",
        "Manager: Ann Archer",
        "Place of work: Milano, IT",
        "Start date: 2019-03-04",
    ):
        assert line in told.splitlines()


@pytest.mark.parametrize("manager", ["12", "99", ""])
def test_who_leads_themself_or_is_led_by_nobody_reads_of_no_manager(
    team: Team, manager: str
) -> None:
    ann = team.member("Ann Archer", language="it")
    employed(ann, "12", manager=manager)
    told = ann.types("/piazza whatyouknow").text
    assert "Matricola: 12" in told
    assert "Lingua: Italiano" in told
    assert "Responsabile" not in told
