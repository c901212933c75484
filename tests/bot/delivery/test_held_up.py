"""A nudge that was held up, as by a platform that was down, disturbs nobody when it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot import weekly
from bot.directory.wishes import choose
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import deliveries


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def held_up(team: Team) -> None:
    """Plan the nudge, and let it wait."""
    team.platform.refusals.append(DeliveryError("internal_error"))
    team.tick("2026-11-27 15:00")


def chooses(team: Team, who: Member, **wishes: Any) -> None:
    team.app.database.write_now(lambda db: choose(db.connection(), who.person.id, **wishes))


def ended(team: Team) -> list[tuple[str, str]]:
    return [(row.state, row.error) for row in deliveries(team)]


def test_within_four_hours_it_is_sent(team: Team, bob: Member) -> None:
    held_up(team)
    team.tick("2026-11-27 19:00")
    assert [one.text for one in bob.inbox] == ["Ping, Bob!"]


def test_later_it_is_not_sent_at_all(team: Team, bob: Member) -> None:
    held_up(team)
    team.tick("2026-11-27 19:01")
    assert (bob.inbox, ended(team)) == ([], [("cancelled", "too late")])


def test_it_waits_until_quiet_hours_are_over(team: Team, bob: Member) -> None:
    carl = team.member("Carl")
    team.platform.refusals.append(DeliveryError("internal_error"))
    held_up(team)
    chooses(team, bob, quiet_from=17, quiet_until=18)
    team.tick("2026-11-27 17:30")
    assert (len(bob.inbox), len(carl.inbox)) == (0, 1)
    team.tick("2026-11-27 18:00")
    assert (len(bob.inbox), len(carl.inbox)) == (1, 1)


def test_it_is_not_sent_when_quiet_hours_last_too_long(team: Team, bob: Member) -> None:
    held_up(team)
    chooses(team, bob, quiet_from=17, quiet_until=20)
    team.tick("2026-11-27 17:30")
    assert (bob.inbox, ended(team)) == ([], [("cancelled", "too late")])


def test_who_rests_on_the_day_on_which_it_would_arrive_does_not_get_it(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="23:00")}))
    bob, carl = team.member("Bob"), team.member("Carl")
    team.platform.refusals.extend(DeliveryError("internal_error") for _ in range(2))
    team.tick("2026-11-27 23:00")
    chooses(team, bob, snoozed_until=date(2026, 11, 27))
    chooses(team, carl, snoozed_until=date(2026, 11, 28))
    team.tick("2026-11-28 01:00")
    assert (len(bob.inbox), len(carl.inbox)) == (1, 0)
