"""What is left of somebody who asked to be forgotten, on both databases: nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.delivery.tables import delivery, inbox
from bot.directory.tables import employee, identity, person, role_grant
from bot.people import Role
from bot.runtime.letters import without
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import deliveries, states

HOURS = timedelta(hours=7)
OURS = (person, identity, employee, role_grant, delivery, inbox)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def hold_back(team: Team, count: int) -> None:
    """Let the next deliveries fail, so that they wait."""
    team.platform.refusals.extend(DeliveryError("internal_error") for _ in range(count))


def forgets(who: Member) -> str:
    return who.presses("Erase me", on=who.types("/piazza forgetme")).text


def mentions(team: Team, words: str) -> list[str]:
    """The core's tables in which some words are found."""

    def look(db: Session) -> list[str]:
        return [one.name for one in OURS if words in str(db.execute(one.select()).all())]

    return team.app.database.read_now(look)


def test_what_waits_is_dropped_with_whom_it_is_for_or_of(team: Team, bob: Member) -> None:
    ann, carl = team.member("Ann"), team.member("Carl")
    hold_back(team, 3)
    bob.types("/toy tell @ann of bob for ann")
    ann.types("/toy tell @carl of ann for carl")
    carl.types("/toy tell @bob of carl for bob")
    assert forgets(carl) == "Done. Nothing you did here is stored any more."
    assert len(deliveries(team)) == 1
    team.tick(HOURS)
    assert [one.text for one in ann.inbox] == ["Bob: of bob for ann"]
    assert bob.inbox == []


def test_no_trace_of_a_name_or_a_word_stays(team: Team, bob: Member) -> None:
    team.grant(bob, Role.CM)
    zoe = team.member("Zoeline", role=Role.CM)
    zoe.types("/toy a zoological secret")
    hold_back(team, 2)
    zoe.types("/toy tell @bob another zoological secret")
    bob.types("/toy tell @zoeline what zoology is")
    assert mentions(team, "zoological") == ["delivery"]
    assert mentions(team, "Zoeline") == ["person", "identity", "delivery"]
    forgets(zoe)
    for words in ("zoolog", "Zoeline", "zoeline"):
        assert mentions(team, words) == []


def test_others_whose_id_begins_alike_keep_what_waits_for_them(team: Team) -> None:
    first, bob, *many = [team.member(f"M{number}") for number in range(12)]
    hold_back(team, len(many))
    for one in many:
        one.types("/toy tell @m1 hello")
    assert str(many[-1].person.id).startswith(str(first.person.id))
    forgets(first)
    team.tick(HOURS)
    assert len(bob.inbox) == len(many)


def test_who_writes_again_starts_afresh(team: Team, bob: Member) -> None:
    before = bob.person.id
    forgets(bob)
    assert bob.types("/toy hello").text == "Thanks."
    assert bob.person.id > before
    assert states(team) == ["sent"]


def test_what_others_say_is_still_sent_without_the_name(team: Team, bob: Member) -> None:
    ann = team.member("Ann")
    hold_back(team, 1)
    bob.types("/toy tell @ann of bob for ann")
    body = team.app.database.read_now(lambda db: db.execute(delivery.select()).one().params)
    assert without(body, bob.person.id) != body
    assert without(body, ann.person.id) == body


def test_the_only_community_manager_stays(team: Team, bob: Member) -> None:
    team.grant(bob, Role.CM)
    assert forgets(bob) == (
        "You are the only community manager. Give the role to somebody else first."
    )
    assert bob.person.roles == {Role.CM}


def test_a_second_press_on_erase_me_does_not_bring_anybody_back(team: Team, bob: Member) -> None:
    asked = bob.types("/piazza forgetme")
    bob.presses("Erase me", on=asked)
    assert bob.presses("Erase me", on=asked).text.startswith("This no longer works.")
    assert mentions(team, "Bob") == []
