"""Nobody is asked anything of Piazza's own accord on a day off where they work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot import Role, Skill, daily
from bot.delivery.foretelling import Fate
from bot.directory.employees import Employee
from bot.directory.hiring import employ
from bot.testing import Member, Team
from skills import cm
from tests.bot import toy
from tests.bot.delivery.foretold import fate
from tests.bot.delivery.rows import deliveries

ASK = "toy.ask"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


skill = Skill("toy", home=toy.HOME)
skill.nudge("ask", daily(at="11:00"), audience=toy.everybody)(toy.ping)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    company = {
        "patron_days": [{"place": "Forlì", "day": "02-04"}, {"place": "MILANO", "day": "12-07"}]
    }
    return team_of(skill, cm.skill, company=company, start="2026-06-01 08:00")


def works(team: Team, name: str, country: str, place: str) -> Member:
    who = team.member(name)
    told = Employee(name, name, country=country, location=place)
    work = employ({who.person.id: told})
    team.app.database.write_now(lambda db: work(db.connection()))
    return who


def asked(team: Team, day: str, *people: Member) -> list[str]:
    """Who of these was asked on a day."""
    team.tick(f"{day} 11:01")
    ids = {one.person_id for one in deliveries(team) if one.made == team.now}
    return [one.person.name for one in people if one.person.id in ids]


def test_on_a_public_holiday_those_are_asked_who_work_elsewhere(team: Team) -> None:
    anna, bert = works(team, "Anna", "IT", "Milano"), works(team, "Bert", "DE", "Bonn")
    carla, dora = team.member("Carla"), works(team, "Dora", "", "")
    everybody = (anna, bert, carla, dora)
    assert asked(team, "2026-06-01", *everybody) == ["Anna", "Bert", "Carla", "Dora"]
    assert asked(team, "2026-06-02", *everybody) == ["Bert"]  # Italy's day of the Republic
    assert asked(team, "2026-10-03", *everybody) == ["Anna", "Carla", "Dora"]  # German Unity Day
    assert asked(team, "2026-12-25", *everybody) == []


def test_the_patron_saints_day_is_a_day_off_where_that_place_is(team: Team) -> None:
    anna, ugo = works(team, "Anna", "IT", "Milano"), works(team, "Ugo", "IT", "FORLÌ")
    bert = team.member("Bert")
    assert asked(team, "2026-12-07", anna, ugo, bert) == ["Ugo", "Bert"]
    assert asked(team, "2027-02-04", anna, ugo, bert) == ["Anna", "Bert"]


def test_a_country_without_a_calendar_has_no_holidays(team: Team) -> None:
    far = works(team, "Far", "IC", "")  # the Canary Islands, on their own
    assert asked(team, "2026-12-25", far) == ["Far"]


def test_a_day_off_is_foretold_and_the_settings_name_the_day_after(team: Team) -> None:
    anna = works(team, "Anna", "IT", "Milano")
    team.tick("2026-06-01 12:00")
    assert fate(team, anna, ASK) == Fate("day_off", day=date(2026, 6, 2))
    assert "Next: Wednesday 3 June 11:00" in anna.types("/piazza settings").text


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ({"closures": ["2026-06-03"]}, {"Anna", "Bert"}),
        ({"closures": ["2026-06-04"]}, set()),
        ({"patron_days": [{"place": "Milano", "day": "06-03"}]}, {"Anna"}),
    ],
)
def test_a_day_off_that_is_declared_when_they_are_on_their_way_counts(
    team: Team,
    team_of: Callable[..., Team],
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, object],
    off: set[str],
) -> None:
    anna, bert = works(team, "Anna", "IT", "Milano"), works(team, "Bert", "DE", "Bonn")
    monkeypatch.setattr(team.platform, "workspaces", ())
    team.tick("2026-06-03 11:00")
    url = team.app.database.engine.url.render_as_string(hide_password=False)
    later = team_of(skill, cm.skill, company=said, start="2026-06-03 11:05", database_url=url)
    later.tick(timedelta(minutes=1))
    names = {one.person.id: one.person.name for one in (anna, bert)}
    rows = [row for row in deliveries(later) if row.kind == ASK]
    assert {names[row.person_id] for row in rows if row.error == "a day off"} == off
    assert {names[row.person_id] for row in rows if row.state == "sent"} == {"Anna", "Bert"} - off


def test_while_the_company_is_closed_only_what_is_written_to_many_reaches_anybody(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, cm.skill, company={"closures": ["2026-11-23"]})
    cora, bob = team.member("Cora", role=Role.CM), team.member("Bob")
    assert "would reach nobody now" in cora.types("/cm nudges run toy.ask").text
    cora.presses("Yes, send it", on=cora.types("/cm broadcast the canteen burns"))
    team.tick(timedelta(minutes=3))
    assert len(bob.inbox) == 1
