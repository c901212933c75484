"""When a plan is due: as its skill says, then `app.yaml`, and before both whoever manages it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import Role, daily, weekly
from bot.delivery import timetable
from bot.delivery.schedule import Schedule
from bot.delivery.timetable import NOTHING, Said, Timetable
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import occurrences

FRIDAY = weekly("friday", at="15:00")
PING = "toy.ping"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    skill = toy.on_schedule(nudges={"ping": FRIDAY}, digest=daily(at="09:00"))
    return team_of(skill, schedules={PING: {"at": "16:00"}, "toy.digest": {"paused": True}})


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def said(team: Team, by: int | None = None) -> Said:
    return Said(by, team.now)


def moves(team: Team, when: Schedule, by: int | None = None) -> None:
    words = said(team, by)
    team.app.database.write_now(lambda db: timetable.move(db.connection(), PING, when, words))


def switches(team: Team, plan: str, *, paused: bool) -> None:
    words = said(team)
    team.app.database.write_now(
        lambda db: timetable.switch(db.connection(), plan, words, paused=paused)
    )


def table(team: Team) -> Timetable:
    return team.app.database.read_now(team.app.planner.timetable)


def test_what_nobody_changed_is_as_the_company_has_set_it(team: Team) -> None:
    [ping, digest] = table(team).plans
    assert table(team).when(ping) == weekly("friday", at="16:00")
    assert table(team).paused(digest)
    assert table(team).change(ping) == NOTHING


def test_what_the_manager_says_comes_before_app_yaml(team: Team, bob: Member) -> None:
    moves(team, weekly("thursday", at="10:30"))
    switches(team, "toy.digest", paused=False)
    team.tick("2026-11-24 09:00")
    assert len(team.channel(toy.CHANNEL)) == 1
    team.tick("2026-11-26 10:29")
    assert bob.inbox == []
    team.tick("2026-11-26 10:30")
    assert len(bob.inbox) == 1
    team.tick("2026-11-27 16:00")
    assert len(bob.inbox) == 1


def test_what_is_paused_comes_to_nobody_until_it_goes_on(team: Team, bob: Member) -> None:
    switches(team, PING, paused=True)
    team.tick("2026-11-27 16:00")
    assert (bob.inbox, occurrences(team)) == ([], {})
    switches(team, PING, paused=False)
    team.tick("2026-12-04 16:00")
    assert len(bob.inbox) == 1


def test_what_fell_into_a_pause_is_not_made_up_for(team: Team, bob: Member) -> None:
    switches(team, PING, paused=True)
    team.tick("2026-11-27 16:30")
    switches(team, PING, paused=False)
    team.tick(timedelta(minutes=1))
    assert bob.inbox == []


def test_moved_to_an_hour_gone_by_it_waits_for_the_next_day_of_its_own(
    team: Team, bob: Member
) -> None:
    team.tick("2026-11-27 12:00")
    moves(team, weekly("friday", at="10:00"))
    team.tick(timedelta(minutes=1))
    assert bob.inbox == []
    team.tick("2026-12-04 10:00")
    assert len(bob.inbox) == 1


def test_moved_to_a_later_hour_of_its_day_it_does_not_come_twice(team: Team, bob: Member) -> None:
    team.tick("2026-11-27 16:00")
    moves(team, weekly("friday", at="18:00"))
    team.tick("2026-11-27 18:00")
    assert len(bob.inbox) == 1


def test_who_said_it_and_when_is_known_apart_for_time_and_pause(team: Team, bob: Member) -> None:
    moves(team, daily(at="10:00"), by=bob.person.id)
    first = team.now
    team.now += timedelta(hours=1)
    switches(team, PING, paused=True)
    [ping, _] = table(team).plans
    change = table(team).change(ping)
    assert (change.moved, change.switched) == (Said(bob.person.id, first), said(team))
    assert table(team).people == {bob.person.id}


def test_of_who_is_forgotten_only_the_change_stays(team: Team, bob: Member) -> None:
    cora = team.member("Cora", role=Role.CM)
    moves(team, daily(at="10:00"), by=cora.person.id)
    team.member("Dora", role=Role.CM)
    cora.presses("Erase me", on=cora.types("/piazza forgetme"))
    [ping, _] = table(team).plans
    assert table(team).when(ping) == daily(at="10:00")
    assert table(team).people == set()


def test_what_people_read_of_their_own_nudges_follows_it(team: Team, bob: Member) -> None:
    moves(team, weekly("wednesday", at="11:00"))
    assert "Next: Wednesday 25 November 11:00" in bob.types("/piazza settings").text
    switches(team, PING, paused=True)
    assert "paused for everybody" in bob.types("/piazza settings").text
