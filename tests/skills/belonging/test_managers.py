"""Managers hear who starts with them, and the community manager who is new; nobody sees answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot import Period, Role
from bot.directory.employees import Employee
from bot.testing import Member, Team
from skills.belonging.reporting import report
from tests.skills.belonging.conftest import Office, days, last, texts

MONDAY = date(2026, 11, 23)


def start(team: Team, office: Office, name: str = "Nina Nuova", **work: str) -> Member:
    if team.now < team.moment("2026-11-18 12:00"):
        team.tick("2026-11-18 12:00")
    nina = team.member(name)
    office.says(nina, started=MONDAY, **work)
    return nina


def test_a_manager_hears_on_friday_who_starts_on_monday(
    team: Team, office: Office, bob: Member
) -> None:
    office.says(bob)
    start(team, office, manager="bob")
    days(team, "2026-11-20 10:00")
    assert texts(bob) == ["Nina Nuova starts on 23 November."]
    days(team, "2027-02-22 10:00", "05:10", "08:30")
    assert [one[:41] for one in texts(bob)[1:]] == ["Nina Nuova has been with you for a month."]


def test_in_their_language_and_on_their_clock(team: Team, office: Office) -> None:
    anna = team.member("Anna Neri", language="it", zone="America/New_York")
    office.says(anna)
    start(team, office, manager="anna")
    days(team, "2026-11-20 14:29", "05:10", "14:29")
    assert anna.inbox == []
    team.tick("2026-11-20 14:31")
    assert texts(anna) == ["Nina Nuova comincia il 23 novembre."]


def test_two_on_one_day_are_one_word(team: Team, office: Office, bob: Member) -> None:
    office.says(bob)
    start(team, office, manager="bob")
    start(team, office, "Nora Nuova", manager="bob")
    days(team, "2026-11-23 10:00")
    assert len(bob.inbox) == 1
    assert "Nora Nuova starts" in last(bob).text


def test_of_who_has_no_account_there_is_a_page_to_hand_over(
    team: Team, office: Office, bob: Member, anna: Member
) -> None:
    office.says(bob)
    office.import_(Employee("E9", "Zeno Senza", started=MONDAY, manager="bob"))
    team.tick("2026-11-18 12:00")
    days(team, "2026-11-20 10:00")
    assert "Print the page" in last(bob).text
    bob.presses("Page for Zeno Senza", on=last(bob))
    page = last(bob).card.file
    assert page is not None
    assert "Welcome, Zeno Senza!" in page.text
    assert "Bob Ross" in page.text


def test_the_community_manager_sees_who_is_new_and_names_a_buddy(
    team: Team, office: Office, marco: Member, bob: Member
) -> None:
    nina = start(team, office)
    days(team, "2026-11-23 10:00")
    nina.fills(nina.presses("Answer it", on=last(nina)), words="How frames are made")
    told = marco.types("/cm newcomers")
    assert "Nina Nuova, first day: no buddy" in told.text
    assert "frames" not in told.text
    form = marco.presses("Buddy of Nina Nuova", on=told)
    assert "Choose somebody else" in str(marco.fills(form).problems)
    assert "Nobody is their own" in str(marco.fills(form, buddy=nina).problems)
    assert "Bob Ross is Nina Nuova’s buddy now" in marco.fills(form, buddy=bob).text
    days(team, "2026-11-24 10:00")
    assert texts(bob) == ["You are Nina Nuova’s buddy."]


def test_the_community_manager_ends_a_journey(team: Team, office: Office, marco: Member) -> None:
    nina = start(team, office)
    days(team, "2026-11-23 10:00")
    form = marco.presses("Buddy of Nina Nuova", on=marco.types("/cm newcomers"))
    marco.fills(form, going="ends")
    days(team, "2026-11-30 10:00")
    assert len(nina.inbox) == 1
    assert "Nobody is new" in marco.types("/cm newcomers").text


def test_who_has_stopped_looks_like_who_has_not(team: Team, office: Office, marco: Member) -> None:
    nina = start(team, office)
    days(team, "2026-11-23 10:00")
    before = marco.types("/cm newcomers").text
    nina.presses("No more of these", on=last(nina))
    assert marco.types("/cm newcomers").text == before


def test_a_co_organiser_looks_and_changes_nothing(team: Team, office: Office) -> None:
    helper = team.member("Hal Helper", role=Role.CO_ORGANISER)
    start(team, office)
    days(team, "2026-11-23 10:00")
    assert helper.types("/cm newcomers").shown.buttons == []


def figures(team: Team, first: date, end: date) -> list[str]:
    period = Period(first, end, "Europe/Rome")
    section = team.app.database.read_now(lambda db: report(db, period))
    return (
        [f"{one.name.key} {getattr(one.value, 'values', one.value)}" for one in section.facts]
        if section
        else []
    )


def test_the_report_counts_and_says_of_few_nothing_more(team: Team, office: Office) -> None:
    start(team, office)
    days(team, "2026-12-23 23:00", "05:10", "09:30")
    assert figures(team, MONDAY, MONDAY + timedelta(days=7)) == [
        "report_started 1",
        "report_buddies 0",
    ]
    assert figures(team, date(2026, 12, 21), date(2026, 12, 28)) == []


@pytest.mark.soak
def test_of_five_it_says_how_many_came_to_day_thirty(team: Team, office: Office) -> None:
    found = [start(team, office, f"N{number}") for number in range(5)]
    days(team, "2026-11-23 10:00")
    found[0].presses("No more of these", on=last(found[0]))
    days(team, "2026-12-24 10:00", "05:10", "09:30")
    assert figures(team, date(2026, 12, 21), date(2026, 12, 28)) == []
    [told] = figures(team, date(2026, 12, 28), date(2027, 1, 4))
    assert "'count': 4" in told
    assert "'all': 5" in told


def test_what_is_stored_is_told_and_forgotten(team: Team, office: Office, bob: Member) -> None:
    bob.types("/piazza buddy join")
    nina = start(team, office)
    days(team, "2026-11-23 10:00")
    nina.fills(nina.presses("Answer it", on=last(nina)), words="How frames are made")
    nina.types("/piazza whatyouknow")
    who = nina.person
    known = team.app.database.read_now(lambda db: team.app.house.known(db, who, team.now))
    assert "How frames are made" in str(known)
    assert "Bob Ross" in str(known)
    team.app.database.write_now(lambda db: team.app.house.forget(db, who, team.now))
    days(team, "2026-11-27 10:00")
    assert len(bob.inbox) == 1
