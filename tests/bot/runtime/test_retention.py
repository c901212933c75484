"""What has been kept long enough goes, by kind; what the company did not name stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot import weekly
from bot.delivery.tables import delivery
from bot.directory.tables import audit, person
from bot.people import Role
from bot.runtime import daily
from bot.runtime.platform import DeliveryError
from bot.runtime.retention import Retention
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import deliveries

DAYS = timedelta(days=36)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill, retention={"messages": 30, "left": 30})


def enforces(team: Team) -> dict[str, int]:
    retention = Retention(team.app.house)
    return team.run(retention.enforce(team.app.database, team.now))


def count(team: Team, table: sa.Table) -> int:
    return team.app.database.read_now(lambda db: len(db.execute(table.select()).all()))


def leaves(team: Team, who: Member) -> None:
    gone = replace(who.profile, active=False)
    team.platform.people[who.id] = gone
    team.run(team.app.registry.remember(WORKSPACE, [gone]))


def test_only_what_is_too_old_goes_and_only_of_the_kinds_named(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    cora.types("/toy cm")
    cora.types("/toy an old word")
    team.now += DAYS
    cora.types("/toy a new word")
    assert enforces(team) == {"messages": 1, "left": 0}
    assert (count(team, delivery), count(team, audit)) == (1, 1)
    assert enforces(team) == {"messages": 0, "left": 0}


def test_what_can_be_taken_back_or_comes_on_a_schedule_is_kept_for_five_weeks(
    team_of: Callable[..., Team],
) -> None:
    plan = toy.on_schedule(nudges={"ping": weekly("monday", at="10:00")})
    team = team_of(plan, retention={"messages": 1}, start="2026-11-23 09:00")
    bob = team.member("Bob")
    team.tick("2026-11-23 10:00")
    assert len(bob.inbox) == 1
    team.now += timedelta(days=35)
    assert enforces(team) == {"messages": 0}
    team.now += timedelta(seconds=1)
    assert enforces(team) == {"messages": 1}


def test_what_failed_on_its_schedule_says_nothing_any_more_after_a_week(
    team_of: Callable[..., Team],
) -> None:
    plan = toy.on_schedule(
        nudges={"ping": weekly("monday", at="10:00")}, digest=weekly("monday", at="10:00")
    )
    team = team_of(plan, start="2026-11-23 09:00")
    cora = team.member("Cora", role=Role.CM)
    refused = DeliveryError("is_archived", final=True)
    team.platform.refusals += [refused, refused, refused]
    team.tick("2026-11-23 10:00")
    assert said(team) == [True, True]
    team.now += timedelta(days=7)
    enforces(team)
    assert said(team) == [True, True]
    team.now += timedelta(seconds=1)
    enforces(team)
    assert said(team) == [False, False]
    assert (
        "they are too old"
        in cora.presses("Look: no such channel, or archived", on=cora.types("/cm undelivered")).text
    )


def said(team: Team) -> list[bool]:
    """Of what has failed, whether it is still known what it was to say."""
    return [bool(row.params) for row in deliveries(team) if row.state == "failed"]


def test_what_waited_long_for_its_day_is_as_old_as_that_day(team: Team) -> None:
    bob = team.member("Bob")
    bob.types("/toy a word")
    later = sa.update(delivery).values(not_before=team.now + timedelta(days=300))
    team.app.database.write_now(lambda db: db.execute(later))
    team.now += timedelta(days=301)
    assert enforces(team)["messages"] == 0
    team.now += DAYS
    assert enforces(team)["messages"] == 1


def test_many_go_a_few_at_a_time(team: Team) -> None:
    bob = team.member("Bob")
    for number in range(105):
        bob.types(f"/toy word {number}")
    team.now += DAYS
    assert enforces(team)["messages"] == 105


def test_who_left_is_erased_when_their_time_is_over_and_the_roster_leaves_them_out(
    team: Team,
) -> None:
    bob, carl = team.member("Bob"), team.member("Carl")
    leaves(team, bob)
    team.now += timedelta(days=29)
    leaves(team, bob)
    assert enforces(team)["left"] == 0
    team.now += timedelta(days=2)
    assert enforces(team)["left"] == 1
    team.run(team.app.registry.fetch_roster(team.platform, WORKSPACE))
    assert count(team, person) == 1
    assert carl.person.active


def test_who_comes_back_with_the_same_account_is_taken_in_again(team: Team) -> None:
    bob = team.member("Bob")
    leaves(team, bob)
    team.now += DAYS
    enforces(team)
    team.run(team.app.registry.remember(WORKSPACE, [bob.profile]))
    assert bob.person.active
    leaves(team, bob)
    team.run(team.app.registry.remember(WORKSPACE, [bob.profile]))
    team.now += DAYS
    assert enforces(team)["left"] == 0


def test_of_many_who_left_each_is_erased_in_a_transaction_of_their_own(team: Team) -> None:
    for name in ("Ann", "Ben", "Cleo"):
        leaves(team, team.member(name))
    team.now += DAYS
    part = partial(Retention(team.app.house).part, before=team.now - timedelta(days=30), _most=9)
    assert team.app.database.write_now(part) == 1
    assert enforces(team)["left"] == 2


def test_it_is_said_what_is_kept_how_long_and_how_many_go(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    bob = team.member("Bob", language="it")
    for number in range(3):
        bob.types(f"/toy word {number}")
    leaves(team, team.member("Carl"))
    assert (
        "Messages that were sent: 30 days; the next time 0 go" in cora.types("/cm retention").text
    )
    team.now += DAYS
    told = cora.types("/cm retention").text
    assert "Messages that were sent: 30 days; the next time 3 go" in told
    assert "People who have left, with all that is theirs: 30 days; the next time 1 go" in told
    assert "What was done with powers: kept" in told
    assert enforces(team) == {"messages": 3, "left": 1}
    team.grant(bob, Role.WORKERS_REPRESENTATIVE)
    assert (
        "Messaggi inviati: 30 giorni; la prossima volta da eliminare: 0"
        in bob.types("/cm retention").text
    )


def test_of_many_it_is_said_that_they_are_many_and_when_they_go(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    for number in range(101):
        cora.types(f"/toy word {number}")
    team.now += DAYS
    team.app.database.write_now(lambda db: daily.begin(db.connection(), team.now))
    told = cora.types("/cm retention").text
    assert "the next time 100 or more go" in told
    assert "once a day, the next time on Wednesday 30 December 08:00." in told
    assert enforces(team)["messages"] == 101
