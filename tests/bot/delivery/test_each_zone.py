"""A post that runs in each zone does so at the hour there, for the day there, days off included."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Chat, Period, SetupError, Skill, daily, t
from bot.testing import Team
from tests.bot import toy


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def morning() -> Skill:
    made = Skill("toy", home=toy.HOME)

    @made.post("morning", daily(at="09:00"), each_zone=True)
    def say(chat: Chat, day: Period) -> None:
        assert (day.end - day.first).days == 1
        chat.say(
            t("said", who=day.zone, words=f"{day.first} {chat.works_on(day.first)}"), to="#all"
        )

    return made


def heard(team: Team) -> list[str]:
    return sorted(one.text for one in team.channel("#all"))


def test_it_comes_in_the_morning_of_each_zone_once(team_of: Callable[..., Team]) -> None:
    team = team_of(morning())
    team.member("Ann")
    team.member("Far", zone="Pacific/Auckland")
    for hour in ("21:00", "21:10"):
        # Nine in Auckland, on the day after.
        team.tick(f"2026-11-24 {hour}")
    assert heard(team)[-1] == "Pacific/Auckland: 2026-11-25 True"
    assert heard(team).count("Pacific/Auckland: 2026-11-25 True") == 1
    team.tick("2026-11-25 09:00")
    assert "Europe/Rome: 2026-11-25 True" in heard(team)


def test_it_comes_on_days_off_too_but_not_while_the_company_is_closed(
    team_of: Callable[..., Team],
) -> None:
    closed = {"country": "IT", "closures": ["2026-12-10"]}
    team = team_of(morning(), company=closed)
    team.member("Ann")
    for day in ("06", "08", "09", "10", "11"):
        # A Sunday, a holiday, and a day on which the company is closed.
        team.tick(f"2026-12-{day} 09:00")
    assert [one for one in heard(team) if "2026-12" in one] == [
        "Europe/Rome: 2026-12-06 False",
        "Europe/Rome: 2026-12-08 False",
        "Europe/Rome: 2026-12-09 True",
        "Europe/Rome: 2026-12-11 True",
    ]


def test_it_runs_for_zones_or_for_workspaces() -> None:
    made = Skill("toy", home=toy.HOME)
    with pytest.raises(SetupError, match="in each zone or in each workspace"):
        made.post("both", daily(at="09:00"), each_zone=True, each_workspace=True)
