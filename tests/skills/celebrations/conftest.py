"""A small company that celebrates: Marco manages, Anna reads Italian, Kiri lives far away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from bot import Role
from bot.directory.tables import employee, person
from bot.testing import Member, Reply, Team
from skills import cm
from skills.celebrations import CelebrationsSettings, skill

# What was missed while nobody ran is told elsewhere.
PARTY = {"celebrations": CelebrationsSettings(channel="#party", hr_dates=True)}


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, settings=PARTY)


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


def chooses(who: Member, day: str = "", month: str = "", **more: str) -> Reply:
    """Somebody says how their days are celebrated."""
    values = {"day": day, "month": month, "how": "channel" if day else "silence"}
    return who.fills(who.types("/piazza birthday"), **(values | more))


def employs(
    who: Member,
    *,
    team: str = "Press",
    started: date | None = None,
    birthday: tuple[int, int] | None = None,
) -> None:
    """The HR file tells of somebody."""
    month, day = birthday or (None, None)
    row = {
        "person_id": who.person.id,
        "key": who.id,
        "started": started,
        "team": team,
        "birth_month": month,
        "birth_day": day,
    } | dict.fromkeys(("company", "division", "manager", "location", "country"), "")
    who.team.app.database.write_now(lambda db: db.execute(sa.insert(employee), row))


def moves(who: Member, zone: str) -> None:
    """Somebody lives elsewhere now."""
    here = sa.update(person).where(person.c.id == who.person.id).values(zone=zone)
    who.team.app.database.write_now(lambda db: db.execute(here))


def got(who: Member) -> list[str]:
    """What somebody reads in direct messages."""
    return [one.text for one in who.inbox]


def party(team: Team) -> list[str]:
    """What the channel reads."""
    return [one.text for one in team.channel("#party")]


def hours(team: Team, day: str) -> None:
    """Let a day pass, hour by hour."""
    for hour in range(24):
        team.tick(f"{day} {hour:02}:00")
