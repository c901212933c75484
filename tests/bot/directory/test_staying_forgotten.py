"""Who asked to be forgotten stays so, until they come back of their own will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.directory.tables import forgotten, person
from bot.errors import SetupError
from bot.runtime.incoming import Incoming, Visited
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def zoe(team: Team) -> Member:
    return team.member("Zoe Quartz")


def forgets(who: Member) -> None:
    who.presses("Erase me", on=who.types("/piazza forgetme"))


def names(team: Team) -> list[str]:
    rows = team.app.database.read_now(lambda db: db.execute(person.select()).all())
    return [row.name for row in rows]


def syncs(team: Team) -> None:
    team.run(team.app.registry.fetch_roster(team.platform, WORKSPACE))


def test_the_next_roster_does_not_bring_anybody_back(team: Team, zoe: Member) -> None:
    team.member("Bob")
    forgets(zoe)
    syncs(team)
    assert names(team) == ["Bob"]


def test_nor_does_who_mentions_them(team: Team, zoe: Member) -> None:
    bob = team.member("Bob")
    forgets(zoe)
    form = bob.types("/toy tell @zoe good morning")
    assert "Zoe Quartz" in form.problems["to"]
    assert names(team) == ["Bob"]


def test_who_uses_it_again_comes_back_for_good(team: Team, zoe: Member) -> None:
    forgets(zoe)
    assert zoe.types("/toy hello").text == "Thanks."
    syncs(team)
    assert names(team) == ["Zoe Quartz"]


def test_a_home_that_only_opens_brings_nobody_back(team: Team, zoe: Member) -> None:
    forgets(zoe)
    visit = Incoming(WORKSPACE, "visit", zoe.id, Visited())
    assert team.hand_in(visit).text == (
        "You asked to be forgotten, so nothing about you is kept here."
        " Write /piazza whenever you want to come back."
    )
    assert names(team) == []


def test_a_hash_tells_nobody_who_it_was(team: Team, zoe: Member) -> None:
    forgets(zoe)
    rows = team.app.database.read_now(lambda db: db.execute(forgotten.select()).all())
    assert {len(row.hash) for row in rows} == {64}
    assert len(rows) == 3, "the account, the address, and it with the name"
    assert zoe.id not in str(rows)


def test_the_key_is_made_at_first_need_and_only_its_owner_reads_it(team: Team, zoe: Member) -> None:
    keys = team.conf.secrets.piazza_keys
    assert not keys.exists()
    forgets(zoe)
    assert [(one.name, oct(one.stat().st_mode)[-3:]) for one in keys.iterdir()] == [
        ("forgotten.key", "600")
    ]


def test_without_the_key_nothing_starts_and_a_line_says_why(team: Team, zoe: Member) -> None:
    forgets(zoe)
    key = team.conf.secrets.piazza_keys / "forgotten.key"
    key.unlink()
    with pytest.raises(SetupError, match=rf"PIAZZA_KEYS: {key}: .*; put it back"):
        team.app.database.read_now(lambda db: team.app.house.forgotten.check(db.connection()))
    Path(key).write_bytes(b"short")
    with pytest.raises(SetupError, match="is no key"):
        team.app.database.read_now(lambda db: team.app.house.forgotten.check(db.connection()))


def test_nobody_else_with_the_address_is_shut_out(team: Team, zoe: Member) -> None:
    boss = replace(zoe.profile, id="UBOSS", name="Boss Bianchi", handle="boss")
    team.run(team.app.registry.remember(WORKSPACE, [boss]))
    forgets(zoe)
    assert names(team) == ["Boss Bianchi"]
    team.run(team.app.registry.remember(WORKSPACE, [replace(boss, active=False)]))
    rows = team.app.database.read_now(lambda db: db.execute(person.select()).all())
    assert [row.active for row in rows] == [False]
    new = replace(zoe.profile, id="UNEW", name="Nora Neri", handle="nora")
    team.run(team.app.registry.remember(WORKSPACE, [new]))
    assert names(team) == ["Boss Bianchi", "Nora Neri"]


@pytest.mark.parametrize(("workspace", "count"), [("test:T2", 1), (WORKSPACE, 2)])
def test_all_accounts_of_a_person_are_forgotten_together(
    team: Team, zoe: Member, workspace: str, count: int
) -> None:
    twin = replace(zoe.profile, id="UZOE2", name="Zoe  QUARTZ")
    team.run(team.app.registry.remember(workspace, [twin]))
    assert len(names(team)) == count
    forgets(zoe)
    assert names(team) == []
    team.run(team.app.registry.remember(workspace, [twin]))
    assert names(team) == []


def test_who_comes_back_is_known_by_all_their_ids_again(team: Team, zoe: Member) -> None:
    forgets(zoe)
    zoe.types("/toy hello")
    rows = team.app.database.read_now(lambda db: db.execute(forgotten.select()).all())
    assert rows == []
