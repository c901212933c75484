"""Powers: they end when they were said to, the last one stays, and each use is in the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.directory import audit, roles
from bot.directory.roles import LastManager
from bot.people import Role
from bot.testing import Member, Team
from tests.bot import toy

DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


def grants(team: Team, who: Member, until: datetime | None) -> None:
    id_, now = who.person.id, team.now
    team.app.database.write_now(
        lambda db: roles.grant(db.connection(), id_, Role.CM, now, until=until)
    )


def revokes(team: Team, who: Member) -> None:
    id_ = who.person.id
    team.app.database.write_now(lambda db: roles.revoke(db.connection(), id_, Role.CM))


def audited(team: Team) -> list[tuple[int | None, str]]:
    found = team.app.database.read_now(lambda db: audit.latest(db.connection(), 50))
    return [(one.actor, one.power) for one in reversed(found)]


def test_a_role_counts_until_it_ends_and_not_a_moment_longer(team: Team, cora: Member) -> None:
    bob = team.member("Bob")
    grants(team, bob, team.now + DAY)
    card = bob.types("/toy cm")
    assert card.text == "Thanks."
    team.now += DAY
    assert bob.person.roles == frozenset()
    for again in (bob.types("/toy cm"), bob.presses("Order", on=card)):
        assert again.text.startswith("Only the community manager can do that: Cora")


def test_a_role_that_was_to_end_goes_on_when_it_is_given_again(team: Team, cora: Member) -> None:
    bob = team.member("Bob")
    grants(team, bob, team.now + DAY)
    grants(team, bob, None)
    team.now += DAY
    assert bob.person.roles == {Role.CM}


def test_who_holds_it_without_an_end_is_the_last_whoever_else_holds_it_for_a_while(
    team: Team, cora: Member
) -> None:
    bob = team.member("Bob")
    grants(team, bob, team.now + DAY)
    with pytest.raises(LastManager):
        revokes(team, cora)
    with pytest.raises(LastManager):
        grants(team, cora, team.now + DAY)
    grants(team, bob, None)
    revokes(team, cora)
    assert bob.person.roles == {Role.CM}


def test_each_use_of_a_power_is_in_the_audit_and_what_was_refused_is_not(
    team: Team, cora: Member
) -> None:
    bob = team.member("Bob")
    bob.types("/toy cm")
    form = cora.presses("Order", on=cora.types("/toy cm"))
    assert audited(team) == [(cora.person.id, "toy.toy_cm")]
    cora.fills(form, words="all hands")
    assert audited(team)[1:] == [(cora.person.id, "toy.order")]


def test_who_only_looks_is_in_the_audit_too(team_of: Callable[..., Team]) -> None:
    from skills.cm import skill

    team = team_of(skill)
    cora = team.member("Cora", role=Role.CM)
    cora.types("/cm status")
    team.member("Bob").types("/cm status")
    assert audited(team) == [(cora.person.id, "cm.cm_status")]
