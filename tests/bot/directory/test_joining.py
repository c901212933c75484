"""One person with accounts on several platforms is one person; nobody becomes somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery.tables import delivery
from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.joining import LATELY
from bot.directory.roster import Defaults
from bot.directory.tables import audit, identity, person
from bot.people import Kind, Role
from bot.runtime.platform import DeliveryError
from bot.testing import ELSEWHERE, WORKSPACE, Member, Team
from tests.bot.toy import skill

THIRD = "wide:T1"
BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill)


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann Archer")


def told(team: Team, one: Member, **otherwise: Any) -> None:
    """Let a platform tell of an account, as it does every day and whenever it changes."""
    one.profile = replace(one.profile, **otherwise)
    team.run(team.app.registry.remember(one.workspace, [one.profile]))


def reads(team: Team, *lines: Employee) -> dict[int, str]:
    """Let HR's file be imported; return what nobody could tell."""

    def both(db: Session) -> dict[int, str]:
        found = matching.match(lines, matching.directory(db.connection()))
        hiring.change(found.known, Defaults(("en",), "UTC"), team.now)(db.connection())
        return found.unclear

    return team.app.database.write_now(both)


def are_one(*some: Member) -> bool:
    return len({one.person.id for one in some}) == 1


def entries(team: Team) -> int:
    query = sa.select(sa.func.count()).select_from(person)
    return team.app.database.read_now(lambda db: db.execute(query).scalar_one())


def test_an_account_elsewhere_is_the_same_persons(team: Team, ann: Member) -> None:
    there = team.account(ann, email="  ANN@Example.org", name="Archer, Ann (IT)", handle="aarcher")
    third = team.account(ann, THIRD)
    assert are_one(ann, there, third)
    assert ann.person.identities == {WORKSPACE: ann.id, ELSEWHERE: there.id, THIRD: third.id}
    assert entries(team) == 1


@BOTH
def test_two_who_were_known_before_their_address_was_become_one(team: Team, ann: Member) -> None:
    there = team.account(ann, email="")
    assert not are_one(ann, there)
    team.grant(there, Role.CM)
    told(team, there, email=ann.profile.email)
    told(team, there)
    assert are_one(ann, there)
    assert entries(team) == 1
    assert ann.person.roles == {Role.CM}
    query = sa.select(audit.c.power, audit.c.subject)
    rows = team.app.database.read_now(lambda db: db.execute(query).all())
    assert rows == [("joined", ann.person.id)]


@pytest.mark.parametrize(
    "about",
    [
        {"kind": Kind.GUEST},
        {"kind": Kind.STRANGER},
        {"kind": Kind.BOT},
        {"active": False},
        {"email": ""},
        {"email": "-"},
        {"email": "ann@example.org.evil.example"},
        {"email": "a" * 310 + "@example.org"},
    ],
)
def test_what_proves_nothing_joins_nobody(team: Team, ann: Member, about: dict[str, Any]) -> None:
    if set(about) == {"email"} and about["email"] in ("", "-"):
        told(team, ann, **about)
    there = team.account(ann, **about)
    told(team, there)
    told(team, ann)
    assert not are_one(ann, there)


def test_addresses_that_agree_only_where_they_are_cut_off_are_two(team: Team, ann: Member) -> None:
    long = "a" * 330
    told(team, ann, email=f"{long}@example.org")
    assert not are_one(ann, team.account(ann, email=f"{long}@example.com"))


def test_two_in_one_workspace_are_never_one(team: Team, ann: Member) -> None:
    twin = team.account(ann, WORKSPACE)
    there = team.account(ann)
    assert len({one.person.id for one in (ann, twin, there)}) == 3
    told(team, twin, email="other@example.org")
    told(team, there)
    assert are_one(ann, there)
    assert not are_one(ann, twin)


def test_two_in_one_workspace_are_never_one_whatever_else_they_have(
    team: Team, ann: Member
) -> None:
    there = team.account(ann)
    told(team, there, email="a.archer@example.org")
    other = team.account(ann, WORKSPACE, email="a.archer@example.org", name="Anton Archer")
    told(team, there)
    assert are_one(ann, there)
    assert not are_one(ann, other)
    third, twin = (replace(ann.profile, id=id_) for id_ in ("U98", "U99"))
    team.run(team.app.registry.remember(THIRD, [third, twin]))
    assert ann.person.identities.keys() == {WORKSPACE, ELSEWHERE}


def test_whom_hr_knows_as_two_are_two(team: Team, ann: Member) -> None:
    there = team.account(ann, email="archer@example.org", name="Anton Archer")
    reads(
        team,
        Employee("E1", "Ann Archer", ann.profile.email),
        Employee("E2", "Anton Archer", "archer@example.org"),
    )
    for address in ("", ann.profile.email):
        told(team, there, email=address)
    assert there.person.number == "E2"
    assert not are_one(ann, there)


def test_hr_knows_by_its_number_whose_an_address_is(team: Team, ann: Member) -> None:
    there = team.account(ann, email="a.archer@example.org", name="Archer Ann")
    reads(team, Employee("E1", "Ann Archer", ann.profile.email))
    reads(team, Employee("E1", "Ann Archer", "a.archer@example.org"))
    assert are_one(ann, there)
    assert ann.person.number == "E1"


@pytest.mark.parametrize(
    ("workspace", "name"), [(ELSEWHERE, "Bob Brown"), (WORKSPACE, "Ann Archer")]
)
def test_but_not_that_another_name_or_a_second_account_there_is_the_same(
    team: Team, ann: Member, workspace: str, name: str
) -> None:
    other = team.account(ann, workspace, email="a.archer@example.org", name=name)
    reads(team, Employee("E1", "Ann Archer", ann.profile.email))
    [why] = reads(team, Employee("E1", name, "a.archer@example.org")).values()
    assert "'E1' is the number of Ann Archer" in why
    assert not are_one(ann, other)


def test_a_guest_who_is_taken_on_is_known_by_their_address(team: Team, ann: Member) -> None:
    there = team.account(ann, kind=Kind.GUEST)
    told(team, there, kind=Kind.MEMBER)
    assert are_one(ann, there)


def test_a_member_who_is_a_guest_elsewhere_by_now_stays_a_member(team: Team, ann: Member) -> None:
    there = team.account(ann)
    told(team, ann, kind=Kind.GUEST)
    assert are_one(ann, there)
    assert there.person.kind is Kind.MEMBER


def test_who_takes_over_a_colleagues_address_does_not_become_them(team: Team, ann: Member) -> None:
    mallory = team.account(ann, email="mallory@example.org", name="Mallory")
    told(team, mallory, email=ann.profile.email)
    for _ in range(3):
        for one in (mallory, ann):
            told(team, one)
    assert not are_one(ann, mallory)
    third = team.account(ann, THIRD)
    assert are_one(ann, third)


def test_who_changes_their_address_stays_who_they_are(team: Team, ann: Member) -> None:
    there = team.account(ann)
    told(team, ann, email="ann.smith@example.org")
    told(team, there)
    assert are_one(ann, there)
    third = team.account(ann, THIRD, email="ann.smith@example.org")
    assert are_one(ann, there, third)


def test_two_who_swap_their_addresses_stay_who_they_are(team: Team, ann: Member) -> None:
    bob = team.member("Bob Brown")
    there = team.account(ann)
    first, second = ann.profile.email, bob.profile.email
    before = ann.person.id, bob.person.id
    told(team, ann, email=second)
    told(team, bob, email=first)
    told(team, there)
    bobs = team.account(bob, email=second)
    for one in (ann, bob, there, bobs):
        told(team, one)
    assert (ann.person.id, bob.person.id, there.person.id) == (*before, before[0])
    assert bobs.person.id not in before


def test_who_gets_the_address_of_somebody_who_left_is_somebody_else(
    team: Team, ann: Member
) -> None:
    there = team.account(ann)
    told(team, ann, active=False)
    new = team.account(ann, WORKSPACE, name="Ann Other", active=True)
    assert not are_one(ann, new)
    # Of the closed account the other platform does not tell, until the new one is there.
    anew = team.account(new)
    assert not are_one(there, anew)
    team.now += LATELY + timedelta(minutes=1)
    for one in (new, anew):
        told(team, one)
    assert are_one(new, anew)
    assert not are_one(there, anew)


def test_an_account_of_which_nobody_tells_any_more_may_be_closed(team: Team, ann: Member) -> None:
    team.now += LATELY + timedelta(minutes=1)
    new = team.account(ann, name="Ann Other")
    assert not are_one(ann, new)
    told(team, ann)
    assert are_one(ann, new)


def test_who_is_closed_out_of_one_platform_is_still_here_by_the_other(
    team: Team, ann: Member
) -> None:
    there = team.account(ann)
    team.grant(ann, Role.CM)
    told(team, ann, active=False, email="")
    assert there.person.active
    assert there.person.roles == {Role.CM}
    team.now += LATELY + timedelta(minutes=1)
    told(team, ann)
    assert not there.person.active
    # They are still there all the same: whoever asks is looked up anew.
    assert there.types("/toy hello you").text
    assert there.person.active


def test_who_became_one_is_forgotten_by_all_that_was_said_of_both(team: Team, ann: Member) -> None:
    there, bob = team.account(ann, email="", name="Zoeline"), team.member("Bob")
    team.account(bob)
    for desk in (team.platform, team.desk(ELSEWHERE)):
        desk.refusals += [DeliveryError("not now") for _ in range(2)]
    there.types("/toy tell @bob zoological secret")
    told(team, there, email=ann.profile.email)
    there.presses("Erase me", on=there.types("/piazza forgetme"))
    left = team.app.database.read_now(
        lambda db: str(db.execute(sa.select(delivery.c.params)).all())
    )
    assert "zoological" not in left


def test_one_account_says_what_somebody_is_called_and_each_is_found_by_its_name(
    team: Team, ann: Member
) -> None:
    there = team.account(ann, name="Archer, Ann", zone="America/New_York", language="it")
    told(team, there)
    assert (ann.person.name, ann.person.zone) == ("Ann Archer", "Europe/Rome")
    assert there.person.name == "Ann Archer"
    query = sa.select(identity.c.name).order_by(identity.c.name)
    names = team.app.database.read_now(lambda db: list(db.scalars(query)))
    assert names == ["Ann Archer", "Archer, Ann"]
