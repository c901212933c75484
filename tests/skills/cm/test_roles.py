"""Stories about powers: who gives and takes them, who reads what was done with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import Kind, Role
from bot.testing import WORKSPACE, Member, Team
from handlers.slack.elements import element
from skills.cm import skill


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo Neri", language="it")


def test_a_consultant_is_given_the_role_for_a_while_and_told_so(
    team: Team, cora: Member, ugo: Member
) -> None:
    said = cora.types("/cm roles grant @ugo #cm 2026-11-30 while I am away")
    assert said.text == (
        "Ugo Neri has this role now: Community manager, until 30 November 2026."
        " They have been told."
    )
    assert ugo.inbox[-1].text.startswith(
        "Cora Conti ti ha dato un ruolo fino al 30 novembre 2026: Community manager.\nScrivi /cm"
    )
    assert "Ugo Neri: Community manager, until 30 November 2026" in cora.types("/cm roles").text
    team.now = team.moment("2026-12-01 00:00")
    assert ugo.types("/cm status").text.startswith("Può farlo solo il community manager: Cora")
    assert "Ugo" not in cora.types("/cm roles").text


@pytest.mark.parametrize("day", ["31/12/2026", "31.12.2026", "2026-12-31"])
def test_a_day_is_written_as_people_write_it(
    team: Team, cora: Member, ugo: Member, day: str
) -> None:
    said = cora.types(f"/cm roles grant @ugo #co_organiser {day} for the party").text
    assert said.startswith("Ugo Neri has this role now: Co-organiser, until 31 December 2026.")
    assert "co_organiser: for the party" in cora.types("/cm audit").text
    team.now = team.moment("2027-01-01 00:00")
    assert ugo.person.roles == frozenset()


def test_a_role_without_an_end_says_so(team: Team, cora: Member, ugo: Member) -> None:
    said = cora.types("/cm roles grant @ugo #co_organiser for the party").text
    assert said == "Ugo Neri has this role now: Co-organiser, with no end. They have been told."
    cora.types("/cm roles grant @ugo #cm")
    again = ugo.types("/cm roles grant @cora #cm").text
    assert "Community manager, senza scadenza. Glielo" in again


def test_a_day_that_does_not_exist_gives_no_role(team: Team, cora: Member, ugo: Member) -> None:
    asked = cora.types("/cm roles grant @ugo #co_organiser 31/02/2026 for the party")
    assert "Please give a day" in asked.problems["last"]
    assert ugo.person.roles == frozenset()


def test_a_day_in_an_asked_form_is_kept_for_the_page(team: Team, cora: Member, ugo: Member) -> None:
    asked = cora.types("/cm roles grant @ugo #coorganiser 31.12.2026 for the party")
    assert "Did you mean #Co-organiser?" in asked.problems["why"]
    [last] = [one for one in asked.form.fields if one.spec.name == "last"]
    assert element(last, {}) == {
        "type": "datepicker",
        "action_id": "last",
        "initial_date": "2026-12-31",
    }
    said = cora.fills(asked, role="co_organiser", why="for the party").text
    assert "until 31 December 2026" in said


def test_a_co_organiser_looks_and_changes_nothing(team: Team, cora: Member, ugo: Member) -> None:
    cora.types("/cm roles grant @ugo #co_organiser")
    assert "Come vanno le cose" in ugo.types("/cm status").text
    menu = ugo.types("/cm").text
    assert "/cm digest" in menu
    assert "/cm roles" not in menu
    for words in ("/cm roles", "/cm audit", "/cm roles grant @ugo #cm", "/cm roles revoke @cora"):
        assert ugo.types(words).text.startswith("Può farlo solo il community manager: Cora")


def test_a_role_is_taken_by_form_and_its_owner_is_told(
    team: Team, cora: Member, ugo: Member
) -> None:
    cora.types("/cm roles grant @ugo #co_organiser")
    form = cora.presses("Take a role away", on=cora.types("/cm roles"))
    cora.fills(form, who=ugo, role="co_organiser", why="thank you for a good year")
    assert ugo.inbox[-1].text == (
        "Cora Conti ti ha tolto un ruolo: Co-organizzatore. Grazie per quello che hai fatto."
    )
    assert "Solo" not in ugo.types("/cm status").text
    assert ugo.person.roles == frozenset()


def test_nobody_takes_the_last_managers_role_by_accident(team: Team, cora: Member) -> None:
    last = "Somebody has to stay community manager without an end date."
    form = cora.presses("Take a role away", on=cora.types("/cm roles"))
    assert last in cora.fills(form, who=cora, role="cm").problems["who"]
    ended = cora.types("/cm roles grant @cora #cm 2026-12-31")
    assert ended.text.startswith(last)
    assert cora.person.roles == {Role.CM}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("grant @gina #cm", "Gina can’t be given a role: it takes an account here"),
        ("grant @ugo #cm 2026-11-22", "This day has passed."),
        ("revoke @ugo #cm", "Ugo Neri does not hold this role."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    team: Team, cora: Member, ugo: Member, words: str, answer: str
) -> None:
    team.member("Gina", kind=Kind.GUEST)
    said = cora.types(f"/cm roles {words}")
    assert said.text.startswith(answer)
    assert ugo.person.roles == frozenset()


def test_the_workers_representative_reads_who_did_what_and_why(
    team: Team, cora: Member, ugo: Member
) -> None:
    cora.types("/cm roles grant @ugo #workers_representative elected by the staff")
    cora.types("/cm status")
    lines = ugo.types("/cm audit").text.splitlines()
    assert lines == [
        "Che cosa è stato fatto con i poteri. Le ultime 2 voci:",
        "lunedì 23 novembre 08:00: Cora Conti, /cm status",
        "lunedì 23 novembre 08:00: Cora Conti, /cm roles grant, su Ugo Neri –"
        " workers_representative: elected by the staff",
    ]
    assert "Ugo Neri, /cm audit" in cora.types("/cm audit").text
    assert ugo.types("/cm status").text.startswith("Può farlo solo il community manager")


def test_the_audit_is_turned_page_by_page_and_looked_through(
    team: Team, cora: Member, ugo: Member
) -> None:
    rita = team.member("Rita", role=Role.WORKERS_REPRESENTATIVE)
    carl = team.member("Carl", role=Role.CM)
    for number in range(1, 46):
        team.now += timedelta(hours=12)
        (carl if number % 15 == 0 else cora).types(
            f"/cm roles grant @ugo #co_organiser no {number}"
        )
    seen, page = list[int](), rita.types("/cm audit")
    assert page.text.startswith("What was done with powers. The latest 20 entries:")
    while "Older entries" in page.shown.buttons:
        seen += told(page.text)
        page = rita.presses("Older entries", on=page)
    seen += told(page.text)
    assert page.text.startswith("What was done with powers before that. 5 entries:")
    assert seen == [*range(45, 0, -1)]
    assert told(rita.types("/cm audit @carl").text) == [45, 30, 15]
    form = rita.presses("Look for somebody or some days", on=page)
    found = rita.fills(form, who=carl, first="2026-11-30", last="2026-12-08")
    assert told(found.text) == [30, 15]
    assert "fits this" in rita.types("/cm audit @ugo").text
    assert told(rita.types("/cm audit @carl 2026-12-15 2026-12-16").text) == [45]
    assert "before the first one" in rita.types("/cm audit 2026-12-15 2026-12-01").text


def told(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"no (\d+)", text)]


def test_who_is_forgotten_is_named_in_no_audit(team: Team, cora: Member, ugo: Member) -> None:
    cora.types("/cm roles grant @ugo #co_organiser because Ugo is good with people")
    ugo.types("/cm status")
    ugo.presses("Cancellami", on=ugo.types("/piazza forgetme"))
    audit = cora.types("/cm audit").text
    assert "Ugo" not in audit
    assert "/cm roles grant" in audit


def test_the_audit_comes_as_a_sheet_in_which_nothing_is_a_formula(
    team: Team, cora: Member, ugo: Member
) -> None:
    cora.types("/cm roles grant @ugo #co_organiser =HYPERLINK(1)")
    form = cora.presses("Take a role away", on=cora.types("/cm roles"))
    cora.fills(form, who=ugo, role="co_organiser", why="=1+1")
    cora.presses("Send it to me as a file", on=cora.types("/cm audit"))
    file = cora.inbox[-1].file
    assert file is not None
    assert file.name == "audit.csv"
    rows = file.text.splitlines()
    assert rows[0] == "When,Who,What,About whom,Why"
    assert "2026-11-23 08:00,Cora Conti,/cm roles revoke,Ugo Neri,co_organiser: =1+1" in rows
    assert "/piazza" not in file.text


def test_who_is_manager_for_a_while_makes_nobody_one_and_puts_nobody_out(
    team: Team, cora: Member, ugo: Member
) -> None:
    cora.types("/cm roles grant @ugo #cm 2026-11-30")
    for words in ("grant @ugo #cm", "grant @ugo #cm 2027-11-30", "revoke @cora #cm"):
        said = ugo.types(f"/cm roles {words}").text
        assert said.startswith("Il tuo ruolo ha una scadenza"), words
    assert cora.person.roles == {Role.CM}
    ugo.types("/cm roles grant @cora #co_organiser")
    assert Role.CO_ORGANISER in cora.person.roles


def test_nobody_watches_themselves(team: Team, cora: Member) -> None:
    said = cora.types("/cm roles grant @cora #workers_representative")
    assert said.text.startswith("Nobody watches themselves.")


def test_a_guest_does_not_keep_it_going(team: Team, cora: Member) -> None:
    gina = team.member("Gina", role=Role.CM)
    guest = replace(gina.profile, kind=Kind.GUEST)
    team.run(team.app.registry.remember(WORKSPACE, [guest]))
    last = cora.types("/cm roles revoke @cora #cm")
    assert last.text.startswith("Somebody has to stay community manager")
    assert "Gina" not in team.member("Bob").types("/cm status").text


def test_whose_account_is_closed_loses_the_role_and_the_audit_says_so(
    team: Team, cora: Member, ugo: Member
) -> None:
    cora.types("/cm roles grant @ugo #cm")
    for active in (False, True):
        team.run(team.app.registry.remember(WORKSPACE, [replace(ugo.profile, active=active)]))
    assert ugo.person.roles == frozenset()
    assert (
        "By itself, role ended because they left, about Ugo Neri – cm"
        in cora.types("/cm audit").text
    )


def test_the_last_managers_role_outlasts_an_account_closed_by_mistake(
    team: Team, cora: Member
) -> None:
    for active in (False, True):
        team.run(team.app.registry.remember(WORKSPACE, [replace(cora.profile, active=active)]))
    assert cora.person.roles == {Role.CM}


def test_what_a_forgotten_manager_did_is_not_laid_at_the_command_line(
    team: Team, cora: Member, ugo: Member
) -> None:
    cora.types("/cm roles grant @ugo #cm")
    ugo.types("/cm status")
    ugo.presses("Cancellami", on=ugo.types("/piazza forgetme"))
    assert "Somebody who was forgotten, /cm status" in cora.types("/cm audit").text
