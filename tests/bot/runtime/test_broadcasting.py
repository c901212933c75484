"""The community manager writes to many at once: they see to how many, and can undo it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import Role
from bot.directory.tables import employee
from bot.skill import Nudge
from bot.testing import WORKSPACE, Member, Reply, Team
from tests.bot import toy

WORDS = "The canteen opens at noon today, <!channel> @here"
TWO_MINUTES = timedelta(minutes=2)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo", language="it", zone="Asia/Tokyo")


def looked(cora: Member, **to: str) -> Reply:
    if not to:
        return cora.types(f"/cm broadcast {WORDS}")
    return cora.fills(cora.types("/cm broadcast"), words=WORDS, **to)


def sent(cora: Member, **to: str) -> Reply:
    return cora.presses("Yes, send it", on=looked(cora, **to))


def test_first_it_is_shown_with_how_many_it_goes_to(
    team: Team, cora: Member, bob: Member, ugo: Member
) -> None:
    assert looked(cora).text.splitlines() == [
        "Nothing is sent yet. Everybody: 3 people would get this in their direct messages:",
        "From the community manager:",
        WORDS,
        "It leaves two minutes after you confirm; until then Undo stops it.",
        "Sending takes less than a minute.",
    ]
    team.tick(TWO_MINUTES)
    assert (bob.inbox, ugo.inbox) == ([], [])


def test_it_reaches_everybody_once_in_their_own_language(
    team: Team, cora: Member, bob: Member, ugo: Member
) -> None:
    sent(cora)
    team.tick(TWO_MINUTES - timedelta(seconds=1))
    assert bob.inbox == []
    team.tick(timedelta(seconds=1))
    team.tick(timedelta(days=1))
    assert [len(one.inbox) for one in (cora, bob, ugo)] == [1, 1, 1]
    assert bob.inbox[0].text.startswith(f"From the community manager:\n{WORDS}")
    assert ugo.inbox[0].text.startswith(f"Dal community manager:\n{WORDS}")


def test_pressed_twice_it_goes_once_and_after_an_undo_again(
    team: Team, cora: Member, bob: Member
) -> None:
    first = sent(cora)
    assert "gone to the same people in the last 24 hours" in sent(cora).text
    cora.presses("Undo", on=first)
    assert "goes to 2 people in two minutes" in sent(cora).text
    team.tick(TWO_MINUTES)
    assert len(bob.inbox) == 1


def test_undone_it_reaches_nobody_and_what_arrived_is_removed(
    team: Team, cora: Member, bob: Member
) -> None:
    reply = sent(cora)
    team.tick(TWO_MINUTES)
    assert cora.types("/cm broadcast status").text.startswith("Your message: 2 of 2 have arrived.")
    cora.presses("Undo", on=reply)
    team.tick(timedelta(minutes=1))
    assert "2 messages that had arrived" in cora.inbox[-1].text
    assert bob.inbox == []


def test_whoever_switched_it_off_or_rests_gets_none_also_later(
    team: Team, cora: Member, bob: Member, ugo: Member
) -> None:
    settings = bob.types("/piazza settings")
    stopped = bob.presses("Stop: Messages from the community manager", on=settings)
    assert "Messages from the community manager – switched off by you." in stopped.text
    assert "2 people would get this" in looked(cora).text
    sent(cora)
    # Also who does so while it is on its way.
    ugo.presses("Disattiva: Messaggi del community manager", on=ugo.types("/piazza settings"))
    team.tick(TWO_MINUTES)
    assert [len(one.inbox) for one in (cora, bob, ugo)] == [1, 0, 0]


def works(team: Team, member: Member, *, in_team: str, at: str) -> None:
    """What the HR file says of somebody."""
    texts = dict.fromkeys(("company", "division", "manager", "country"), "")
    row = {**texts, "person_id": member.person.id, "key": "7", "team": in_team, "location": at}
    team.app.database.write_now(lambda db: db.execute(sa.insert(employee), row))


@pytest.mark.parametrize("to", ["welding", "Barcelona", "@back"])
def test_it_goes_to_a_team_a_place_or_a_group(
    team: Team, cora: Member, bob: Member, ugo: Member, to: str
) -> None:
    works(team, bob, in_team="Welding", at="Barcelona")
    team.group("back", [bob])
    team.run(team.app.registry.fetch_groups(team.platform, "test:T1"))
    shown = looked(cora, to=to)
    assert "1 person would get this" in shown.text
    cora.presses("Yes, send it", on=shown)
    team.tick(TWO_MINUTES)
    assert [len(one.inbox) for one in (cora, bob, ugo)] == [0, 1, 0]


def test_a_command_may_begin_with_whom_it_goes_to(team: Team, cora: Member, bob: Member) -> None:
    works(team, bob, in_team="Welding", at="Barcelona")
    shown = cora.types(f"/cm broadcast @welding {WORDS}")
    assert shown.text.startswith("Nothing is sent yet. Welding: 1 person would get this")
    cora.presses("Yes, send it", on=shown)
    team.tick(TWO_MINUTES)
    assert [len(one.inbox) for one in (cora, bob)] == [0, 1]
    assert bob.inbox[0].text.startswith(f"From the community manager:\n{WORDS}")


def test_what_was_looked_at_can_be_changed_before_it_is_sent(
    team: Team, cora: Member, bob: Member
) -> None:
    works(team, bob, in_team="Welding", at="Barcelona")
    form = cora.presses("Change", on=cora.types(f"/cm broadcast @welding {WORDS}"))
    values = {one.spec.name: one.value for one in form.form.fields}
    assert values == {"words": WORDS, "to": "@welding"}
    assert "Everybody: 2 people" in cora.fills(form, to="").text


def test_a_name_that_is_nobodys_stays_in_the_words(cora: Member, bob: Member) -> None:
    shown = cora.types("/cm broadcast @canteen is open again").text
    assert "Everybody: 2 people" in shown
    assert "@canteen is open again" in shown


def test_a_name_nobody_knows_is_told_with_what_was_meant(
    team: Team, cora: Member, bob: Member
) -> None:
    works(team, bob, in_team="Welding", at="Barcelona")
    assert looked(cora, to="Weldin").problems["to"] == (
        "No team, place or group is called Weldin. Did you mean: Welding?"
    )
    # A part of a name will do, too.
    assert "Did you mean: Barcelona?" in looked(cora, to="@barce").problems["to"]
    assert looked(cora, to="Lisbon").problems["to"] == (
        "No team, place or group is called Lisbon. There are: Welding and Barcelona."
    )


def test_what_was_written_goes_with_whoever_wrote_it(team: Team, cora: Member, bob: Member) -> None:
    team.member("Dora", role=Role.CM)
    sent(cora)
    assert "Messages you wrote to many: The canteen" in cora.types("/piazza whatyouknow").text
    cora.presses("Erase me", on=cora.types("/piazza forgetme"))
    team.tick(TWO_MINUTES)
    assert bob.inbox == []


def test_who_moves_over_the_date_line_while_it_is_planned_gets_it_once(
    team: Team, cora: Member
) -> None:
    far, near = "Pacific/Pago_Pago", "Pacific/Kiritimati"
    kim, lee = team.member("Kim", zone=near), team.member("Lee", zone=far)
    sent(cora)
    team.now += TWO_MINUTES
    dues = {one.cohort: one for one in team.app.database.read_now(team.app.planner.begun)}
    assert dues[far].day != dues[near].day
    plan = dues[near].plan
    assert isinstance(plan, Nudge)
    team.run(team.app.planning.go_on(dues[near], plan))
    moved = replace(kim.profile, zone=far)
    team.run(team.app.registry.remember(WORKSPACE, [moved]))
    for _ in range(2):
        team.tick(timedelta(minutes=1))
    assert (len(kim.inbox), len(lee.inbox)) == (1, 1)
