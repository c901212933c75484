"""Other ways to a thank-you: said aloud in a message, from the menu, to a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from bot import Kind
from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.testing import WORKSPACE, Member, Team
from skills.kudos import skill

WHY = "for the patient review of the release"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann", language="it")


def test_said_aloud_it_is_a_thank_you(team: Team, bob: Member, ann: Member) -> None:
    assert "Ann" in bob.types(f"kudos @ann {WHY}", aloud=True).text
    assert len(team.channel("#kudos")) == len(ann.inbox) == 1


@pytest.mark.parametrize(
    ("words", "who", "reason"),
    [
        ("kudos @ann thanks", "Bob", "Please write at least 20 characters. You have 6."),
        ("kudos @bob grazie", "Ann", "Scrivi almeno 20 caratteri. Ora sono 6."),
        ("kudos", "Bob", "The button opens the form."),
        ("kudos", "Ann", "Il pulsante apre il modulo."),
    ],
)
def test_what_is_missing_is_asked_for_behind_a_button(
    bob: Member, ann: Member, words: str, who: str, reason: str
) -> None:
    asker = bob if who == "Bob" else ann
    late = asker.types(words, aloud=True).late
    assert late.text.splitlines()[0] == reason
    (button,) = late.buttons
    opened = asker.presses(button, on=late)
    assert asker.fills(opened, to=[ann if asker is bob else bob], message=WHY).text


def test_a_form_that_was_only_slow_says_so(bob: Member, ann: Member) -> None:
    assert bob.types("/kudos").late.text.startswith("The form took too long to open.")


def test_the_menu_opens_the_form(team: Team, bob: Member, ann: Member) -> None:
    bob.fills(bob.chooses("thank"), to=[ann], message=WHY)
    assert len(team.channel("#kudos")) == 1


def test_a_member_of_a_group_thanks_the_others(team: Team, bob: Member, ann: Member) -> None:
    cara = team.member("Cara")
    team.group("backoffice", [bob, ann, cara])
    assert "Ann" in bob.types(f"/kudos @backoffice {WHY}").text
    assert [len(one.inbox) for one in (ann, bob, cara)] == [1, 0, 1]


def test_a_company_in_one_group_is_too_many(team: Team, bob: Member) -> None:
    team.group("all", [team.member(f"Person{number}") for number in range(11)])
    assert bob.types(f"/kudos @all {WHY}").problems == {"to": "Please choose at most 10 people."}


@pytest.mark.parametrize("name", [True, False])
def test_who_thanks_their_own_group_anonymously_would_be_the_one_who_is_missing(
    team: Team, bob: Member, ann: Member, name: bool
) -> None:
    team.group("backoffice", [bob, ann, team.member("Cara")])
    words = f"/kudos @backoffice #anonymous {WHY}"
    refused = bob.types(words, mentions=name)
    if not name:
        bob.types(f"/kudos @backoffice {WHY}")
        refused = bob.types(words, mentions=False)
    assert refused.text.startswith("You belong to the group you named")
    assert WHY in refused.text
    assert refused.shown.buttons == []
    assert all("colleague" not in one.text for one in team.channel("#kudos"))
    dan, _ = team.member("Dan"), team.member("Emma")
    assert "Your name is not shown." in dan.types(words).text


def test_nor_can_who_thanks_everybody_else_there_is(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    words = f"/kudos @ann @carl #anonymous {WHY}"
    assert bob.types(words).text.startswith("Those are all the others")
    assert team.channel("#kudos") == []
    team.member("Bot", kind=Kind.BOT)
    team.member("Gone", active=False)
    assert bob.types(words).text.startswith("Those are all the others")
    team.employee("Sofia Però")
    assert "Your name is not shown." in bob.types(words).text


def test_nor_by_naming_all_the_others_one_by_one(team: Team, bob: Member, ann: Member) -> None:
    cara, dan = team.member("Cara"), team.member("Dan")
    gone = team.member("Gina Gone")
    team.group("backoffice", [bob, ann, cara, gone, team.member("Robo", kind=Kind.BOT)])
    team.run(team.app.registry.remember(WORKSPACE, [replace(gone.profile, active=False)]))
    team.run(team.app.registry.fetch_groups(team.platform, WORKSPACE))
    for named in ("@ann @cara", "@cara and @dan and @ann"):
        refused = bob.types(f"/kudos {named} #anonymous {WHY}")
        assert refused.text.startswith("Those are all the others of a group or team of yours")
        (button,) = refused.shown.buttons
        form = bob.presses(button, on=refused)
        again = bob.fills(form)
        assert again.problems["signed"].startswith("Those are all the others")
    assert team.channel("#kudos") == []
    assert "Ann" in bob.fills(again, signed="signed").text
    assert len(ann.inbox) == 1
    for named in ("@ann", "@ann @dan"):
        assert "Your name is not shown." in bob.types(f"/kudos {named} #anonymous {WHY}").text
    assert "Your name is not shown." in dan.types(f"/kudos @ann @cara #anonymous {WHY}").text


def test_nor_by_naming_all_the_others_of_ones_team(team: Team) -> None:
    ed, eve, eric = (team.member(f"{name} Ellis") for name in ("Ed", "Eve", "Eric"))
    other = team.member("Olga Other")
    paul, pia, per = (team.member(f"{name} Parr") for name in ("Paul", "Pia", "Per"))
    page = [
        Employee(one.id, one.profile.name, one.profile.email, "Acme", "Tech", name)
        for name, those in (("Core", (ed, eve, eric)), ("Web", (other,)), ("", (paul, pia, per)))
        for one in those
    ]

    def read_in(db: Session) -> None:
        known = matching.match(page, matching.directory(db.connection())).known
        hiring.change(known, Defaults(("en",), "Europe/Rome"), team.now)(db.connection())

    team.app.database.write_now(read_in)
    refused = ed.types(f"/kudos @eve @eric @olga #anonymous {WHY}")
    assert refused.text.startswith("Those are all the others of a group or team of yours")
    assert "Your name is not shown." in ed.types(f"/kudos @eve @olga #anonymous {WHY}").text
    assert "Your name is not shown." in paul.types(f"/kudos @pia @per #anonymous {WHY}").text
    assert "Your name is not shown." in other.types(f"/kudos @eve @eric @ed #anonymous {WHY}").text


@pytest.mark.parametrize("late", [True, False])
def test_nor_through_the_form_that_it_opened(
    team: Team, bob: Member, ann: Member, late: bool
) -> None:
    team.group("backoffice", [bob, ann, team.member("Cara")])
    form = bob.types("/kudos @backoffice", aloud=late)
    if late:
        form = bob.presses(*form.late.buttons, on=form.late)
    refused = bob.fills(form, message=WHY, signed="anonymous")
    assert refused.problems[""].startswith("You belong to the group you named")
    assert team.channel("#kudos") == []
    assert "Ann" in bob.fills(refused, signed="signed").text


@pytest.mark.parametrize("mark", ["#anonymous", "#private"])
def test_what_was_said_aloud_is_not_hidden_afterwards(
    team: Team, bob: Member, ann: Member, mark: str
) -> None:
    refused = bob.types(f"kudos @ann {mark} {WHY}", aloud=True)
    assert refused.text.startswith("Everybody here has read these words already")
    assert ann.inbox == []
    (button,) = refused.shown.buttons
    form = bob.presses(button, on=refused)
    assert "Ann" in bob.fills(form, message="for something that nobody has read yet").text
    assert len(ann.inbox) == 1
