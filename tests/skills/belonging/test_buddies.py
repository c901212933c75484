"""Buddies: who agreed is drawn, hears three times what to do, and can say no in one press."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.directory.wishes import do_without
from bot.testing import WORKSPACE, Member, Team
from tests.skills.belonging.conftest import Office, days, last, texts

MONDAY = date(2026, 11, 23)


def buddies(
    team: Team, office: Office, *told: tuple[str, dict[str, Any], dict[str, Any]]
) -> list[Member]:
    """People who are there as buddies, with what their account and the HR file say."""
    found = []
    for name, account, work in told:
        one = team.member(name, **account)
        office.says(one, **work)
        one.types("/piazza buddy join")
        found.append(one)
    return found


def start(company: Team, office: Office, name: str = "Nina Nuova", **work: str) -> Member:
    company.tick("2026-11-18 12:00")
    nina = company.member(name)
    office.says(nina, started=MONDAY, **work)
    return nina


def with_a_newcomer(members: list[Member]) -> list[str]:
    return [one.profile.handle for one in members if one.inbox]


def test_somebody_of_her_team_who_speaks_her_language_is_drawn(team: Team, office: Office) -> None:
    found = buddies(
        team,
        office,
        ("Far Away", {}, {"team": "Paint"}),
        ("Italo Calvi", {"language": "it"}, {"team": "Press"}),
        ("Petra Press", {}, {"team": "Press"}),
        ("Tokio Press", {"zone": "Asia/Tokyo"}, {"team": "Press"}),
    )
    nina = start(team, office, team="Press")
    days(team, "2026-11-23 10:00")
    assert with_a_newcomer(found) == ["petra"]
    assert texts(found[2]) == ["You are Nina Nuova’s buddy."]
    assert "Nina Nuova starts today." in last(found[2]).text
    assert "Petra Press is your buddy" in last(nina).text


def test_nobody_gets_a_second_one_while_others_have_none(team: Team, office: Office) -> None:
    found = buddies(
        team,
        office,
        ("Petra Press", {}, {"team": "Press"}),
        ("Far Away", {}, {"team": "Paint"}),
        ("Eva Else", {}, {"team": "Glue"}),
    )
    for name in ("Nina Nuova", "Nora Nuova", "Nico Nuovo"):
        start(team, office, name, team="Press")
    days(team, "2026-11-23 10:00")
    assert [len(one.inbox) for one in found] == [1, 1, 1]


def test_with_one_buddy_for_two_they_hear_of_both_at_once(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    start(team, office)
    start(team, office, "Nora Nuova")
    days(team, "2026-11-23 10:00")
    assert len(petra.inbox) == 1
    assert last(petra).text.count("Nuova’s buddy") == 2
    days(team, "2026-11-30 10:00")
    assert len(petra.inbox) == 2
    assert last(petra).text.count("A week has passed") == 2


def test_a_second_newcomer_two_days_later_is_not_lost(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    start(team, office)
    nora = team.member("Nora Nuova")
    office.says(nora, started=date(2026, 11, 24))
    days(team, "2026-11-25 10:00")
    assert ["Nina" in one.text for one in petra.inbox] == [True, False]
    assert ["Nora" in one.text for one in petra.inbox] == [False, True]


@pytest.mark.soak
def test_they_hear_three_times(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    start(team, office)
    days(team, "2027-02-28 10:00", "05:10", "09:00")
    assert [one.split("Nina")[0] for one in texts(petra)] == [
        "You are ",
        "A week has passed for ",
        "A month has passed for ",
    ]


def test_who_says_no_rests_and_she_hears_nothing_of_it(team: Team, office: Office) -> None:
    petra, far = buddies(team, office, ("Petra Press", {}, {"team": "Press"}), ("Far Away", {}, {}))
    nina = start(team, office, team="Press")
    days(team, "2026-11-23 10:00")
    told = petra.presses("I can’t for Nina Nuova", on=last(petra))
    assert "Nina Nuova doesn’t hear of it" in told.text
    assert "Somebody else" in petra.presses("I can’t for Nina Nuova", on=last(petra)).text
    days(team, "2026-11-24 10:00")
    assert texts(far) == ["You are Nina Nuova’s buddy."]
    assert len(nina.inbox) == 1
    assert "nobody new until 21 December" in petra.types("/piazza buddy").text
    days(team, "2026-11-30 10:00")
    assert "Far Away" in last(nina).text
    assert "Petra" not in last(nina).text


def test_when_a_buddy_leaves_another_is_drawn(team: Team, office: Office) -> None:
    petra, far = buddies(team, office, ("Petra Press", {}, {"team": "Press"}), ("Far Away", {}, {}))
    start(team, office, team="Press")
    days(team, "2026-11-23 10:00")
    team.run(team.app.registry.remember(WORKSPACE, [replace(petra.profile, active=False)]))
    days(team, "2026-11-25 10:00")
    assert (len(petra.inbox), len(far.inbox)) == (1, 1)


def test_when_a_buddy_is_forgotten_another_is_drawn(team: Team, office: Office) -> None:
    petra, far = buddies(team, office, ("Petra Press", {}, {"team": "Press"}), ("Far Away", {}, {}))
    start(team, office, team="Press")
    days(team, "2026-11-23 10:00")
    who = petra.person
    team.app.database.write_now(lambda db: team.app.house.forget(db, who, team.now))
    days(team, "2026-11-25 10:00")
    assert len(far.inbox) == 1


def test_who_is_there_no_more_is_not_drawn(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    assert "one of the buddies" in petra.types("/piazza buddy").text
    petra.types("/piazza buddy leave")
    assert "Would you be" in petra.types("/piazza buddy").text
    nina = start(team, office)
    days(team, "2026-11-23 10:00")
    assert petra.inbox == []
    assert "buddy" not in last(nina).text


def test_her_manager_is_not_her_buddy(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {"team": "Press"}))
    start(team, office, team="Press", manager="petra")
    days(team, "2026-11-23 10:00")
    assert not any("buddy" in one.text for one in petra.inbox)


def test_she_asks_her_buddy_for_ten_minutes_once_a_day(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    nina = start(team, office)
    days(team, "2026-11-30 10:00")
    week = last(nina)
    assert (
        "knows that you would like" in nina.presses("Ask Petra Press for ten minutes", on=week).text
    )
    assert last(petra).text.startswith("Nina Nuova would like ten minutes with you.")
    assert "knows already" in nina.presses("Ask Petra Press for ten minutes", on=week).text


def test_her_first_answer_goes_to_her_buddy_only_if_she_says_so(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    nina = start(team, office)
    days(team, "2026-11-23 10:00")
    form = nina.presses("Answer it", on=last(nina))
    assert "for you alone" in nina.fills(form, words="How frames are made").text
    assert len(petra.inbox) == 1
    again = nina.presses("Answer it", on=last(nina))
    assert again.form.fields[0].value == "How frames are made"
    assert "Petra Press can read it" in nina.fills(again, reader="buddy").text
    assert "How frames are made" in last(petra).text


def test_after_ninety_days_she_may_be_a_buddy_and_reads_her_words(
    team: Team, office: Office, marco: Member
) -> None:
    nina = start(team, office)
    days(team, "2026-12-23 10:00", "05:10", "09:30")
    form = nina.presses("Write it down", on=last(nina))
    nina.fills(form, words="Soup at noon")
    assert not any("Soup" in one.text for one in marco.inbox)
    days(team, "2027-02-22 10:00", "05:10", "09:30")
    assert "After a month you wrote: “Soup at noon”" in last(nina).text
    nina.presses("Be a buddy", on=last(nina))
    assert "You are one of the buddies" in nina.types("/piazza buddy").text


def test_what_surprised_her_the_manager_reads_only_if_she_says_so(
    team: Team, office: Office, marco: Member
) -> None:
    nina = start(team, office)
    days(team, "2026-12-23 10:00", "05:10", "09:30")
    form = nina.presses("Write it down", on=last(nina))
    assert "Marco Manca can read it" in nina.fills(form, words="Soup at noon", reader="cm").text
    assert "Soup at noon" in last(marco).text


def test_who_would_not_hear_of_it_is_not_drawn(team: Team, office: Office) -> None:
    [petra, eva] = buddies(
        team, office, ("Petra Press", {}, {"team": "Press"}), ("Eva Else", {}, {"team": "Glue"})
    )
    team.app.database.write_now(
        lambda db: do_without(db.connection(), petra.person.id, "belonging.buddy")
    )
    nina = start(team, office, team="Press")
    days(team, "2026-11-23 10:00")
    assert with_a_newcomer([petra, eva]) == ["eva"]
    assert "Eva Else is your buddy" in last(nina).text


def test_a_buddy_does_not_see_that_somebody_has_stopped(team: Team, office: Office) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    nina = start(team, office)
    days(team, "2026-11-23 10:00")
    before = petra.types("/piazza buddy").text
    nina.presses("No more of these", on=last(nina))
    assert petra.types("/piazza buddy").text == before


def test_a_buddy_who_leaves_that_very_morning_is_named_to_nobody(
    team: Team, office: Office
) -> None:
    [petra] = buddies(team, office, ("Petra Press", {}, {}))
    nina = start(team, office)
    days(team, "2026-11-23 09:00")
    gone = [replace(petra.profile, active=False)]
    team.run(team.app.registry.remember(WORKSPACE, gone))
    team.tick("2026-11-23 09:30")
    assert "Welcome" in last(nina).text
    assert "Petra" not in last(nina).text


def test_who_stopped_before_one_was_drawn_looks_like_who_has_not(
    team: Team, office: Office, marco: Member
) -> None:
    nina, nora = start(team, office), start(team, office, "Nora Nuova")
    days(team, "2026-11-23 10:00")
    nina.presses("No more of these", on=last(nina))
    petra, eva = buddies(team, office, ("Petra Press", {}, {}), ("Eva Else", {}, {}))
    days(team, "2026-11-26 10:00")
    assert "no buddy" not in marco.types("/cm newcomers").text
    # Neither can the two tell; only she gets no more of it, and her buddy is not spared for it.
    assert texts(petra) + texts(eva) != []
    assert [len(one.inbox) for one in (petra, eva)] == [1, 1]
    assert [len(one.inbox) for one in (nina, nora)] == [1, 2]
    days(team, "2026-11-30 10:00")
    assert sorted(len(one.inbox) for one in (petra, eva)) == [1, 2]


def test_whose_newcomer_has_stopped_gets_no_second_one_before_the_others(
    team: Team, office: Office
) -> None:
    petra, eva = buddies(team, office, ("Petra Press", {}, {"team": "Press"}), ("Eva Else", {}, {}))
    nina = start(team, office, team="Press")
    days(team, "2026-11-23 10:00")
    nina.presses("No more of these", on=last(nina))
    office.says(team.member("Nora Nuova"), started=date(2026, 11, 24), team="Press")
    days(team, "2026-11-24 10:00")
    assert [len(one.inbox) for one in (petra, eva)] == [1, 1]
