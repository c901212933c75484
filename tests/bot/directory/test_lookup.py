"""Finding people by what somebody types, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.people import Kind
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


def called(
    team: Team, name: str, handle: str, *, active: bool = True, kind: Kind = Kind.MEMBER
) -> Member:
    """Somebody whose handle is not their first name."""
    member = team.member(name, active=active, kind=kind)
    profile = replace(member.profile, handle=handle)
    team.run(team.app.registry.remember(WORKSPACE, [profile]))
    return member


def test_names_are_found_however_they_are_written(team: Team) -> None:
    bob, ozlem = team.member("Bob"), called(team, "Özlem Şahin", "oz.sahin")
    for typed in ("@Özlem Şahin", "@özlem şahin", "@ÖZLEM  ŞAHIN,", "@oz.sahin", "@OZ.SAHIN:"):
        assert bob.types(f"/toy tell {typed} hello {typed}", mentions=False).answer.form is None
        assert ozlem.inbox.pop().text.startswith("Bob: hello"), typed


def test_leavers_and_bots_are_not_found_by_name(team: Team) -> None:
    bob = team.member("Bob")
    called(team, "Ann Lee", "ann", active=False)
    called(team, "Ann Robot", "ann", kind=Kind.BOT)
    ann = called(team, "Ann Archer", "ann")
    bob.types("/toy tell @ann hello", mentions=False)
    assert [one.text for one in ann.inbox] == ["Bob: hello"]
