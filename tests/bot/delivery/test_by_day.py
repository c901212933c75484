"""A nudge that goes by day asks its audience for that day, in each zone its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Select, false
from sqlalchemy.orm import Session

from bot import Card, Period, Person, Skill, daily, members, t
from bot.testing import Team
from tests.bot import toy

FIRST = "2026-11-24"


def on_tuesday(_db: Session, day: Period) -> Select[int]:
    """Everybody, on one day alone."""
    assert (day.end - day.first).days == 1
    return members() if day.first.isoformat() == FIRST else members().where(false())


def which(_db: Session, day: Period) -> str:
    """The day."""
    return day.first.isoformat()


def said(somebody: Person, day: str) -> Card:
    """Which day it is."""
    return Card(t("said", who=somebody, words=day))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_it_comes_on_its_day_and_says_which(team_of: Callable[..., Team]) -> None:
    made = Skill("toy", home=toy.HOME)
    made.nudge("first", daily(at="09:00"), audience=on_tuesday, given=which, by_day=True)(said)
    team = team_of(made)
    ann, far = team.member("Ann"), team.member("Far", zone="Pacific/Auckland")
    for day in ("2026-11-23", FIRST, "2026-11-25", "2026-11-26"):
        for hour in ("00:30", "09:00", "21:00"):
            team.tick(f"{day} {hour}")
    assert [one.text for one in ann.inbox] == [f"Ann: {FIRST}"]
    assert [one.text for one in far.inbox] == [f"Far: {FIRST}"]
