"""Somebody's first ninety days: on which mornings they hear what, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.directory.employees import Employee
from bot.testing import WORKSPACE, Member, Team
from skills.belonging import skill
from tests.skills.belonging.conftest import Office, days, last, texts

MONDAY = date(2026, 11, 23)
WELCOME = "Welcome, Nina Nuova! It’s good to have you here."


def starter(team: Team, office: Office, day: date = MONDAY, **more: Any) -> Member:
    """Somebody who starts on a day, with an account since the Wednesday before."""
    team.tick("2026-11-18 12:00")
    nina = team.member("Nina Nuova", **more)
    office.says(nina, started=day)
    return nina


def test_she_hears_on_five_mornings_and_never_again(
    team: Team, office: Office, marco: Member, bob: Member
) -> None:
    nina = starter(team, office)
    heard = []
    for until in ("11-22", "11-23", "11-26", "11-30", "12-23"):
        days(team, f"2026-{until} 23:00")
        heard.append(len(nina.inbox))
    days(team, "2027-03-30 23:00", "05:10", "09:30")
    assert heard == [0, 1, 2, 3, 4]
    assert [one.split("**")[0][:22] for one in texts(nina)] == [
        "Welcome, Nina Nuova! I",
        "Good morning, Nina Nuo",
        "A week already, Nina N",
        "A month, Nina Nuova. Y",
        "Ninety days, Nina Nuov",
    ]
    assert bob.inbox == [] == [one for one in marco.inbox if "Nina" in one.text]


def test_it_is_in_her_language_and_on_her_clock(team: Team, office: Office) -> None:
    team.tick("2026-11-18 12:00")
    nina = team.member("Nina Nuova", language="it", zone="Pacific/Auckland")
    office.says(nina, started=MONDAY)
    # In Auckland it is Monday at 09:29, and at 09:31.
    days(team, "2026-11-22 21:29", "05:10", "17:10", "21:29")
    assert nina.inbox == []
    team.tick("2026-11-22 21:31")
    assert last(nina).text.startswith("Ti diamo il benvenuto, Nina Nuova! È bello averti qui.")
    assert last(nina).buttons == ["Rispondi", "Non mandarmene più"]


def test_who_starts_on_a_saturday_hears_on_monday(team: Team, office: Office) -> None:
    nina = starter(team, office, date(2026, 11, 21))
    days(team, "2026-11-22 23:00")
    assert nina.inbox == []
    days(team, "2026-11-23 10:00")
    assert texts(nina) == ["Welcome, Nina Nuova! It’s good that you are here."]


def test_who_starts_on_a_holiday_hears_on_the_next_working_day(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, start="2026-11-30 08:00")
    office = Office(team)
    nina = team.member("Nina Nuova")
    office.says(nina, started=date(2026, 12, 8))
    days(team, "2026-12-08 23:00")
    assert nina.inbox == []
    days(team, "2026-12-09 10:00")
    assert len(nina.inbox) == 1


def test_a_first_day_that_moves_moves_the_journey(team: Team, office: Office) -> None:
    nina = starter(team, office)
    days(team, "2026-11-20 23:00")
    office.says(nina, started=date(2026, 11, 25))
    days(team, "2026-11-24 23:00")
    assert nina.inbox == []
    days(team, "2026-11-25 10:00")
    assert texts(nina) == [WELCOME]


def test_who_gets_an_account_late_hears_the_first_words_first(team: Team, office: Office) -> None:
    office.import_(Employee("nina", "Nina Nuova", email="nina@example.org", started=MONDAY))
    days(team, "2026-11-28 12:00")
    nina = team.member("Nina Nuova")
    heard = {}
    for day in ("30", "12-01", "12-02", "12-03", "12-04"):
        day = day if "-" in day else f"11-{day}"
        days(team, f"2026-{day} 23:00")
        heard[day] = len(nina.inbox)
    assert heard == {"11-30": 1, "12-01": 1, "12-02": 2, "12-03": 2, "12-04": 2}
    assert texts(nina)[0] == "Welcome, Nina Nuova! It’s good that you are here."
    assert texts(nina)[1].startswith("A week already")


def test_her_quiet_hours_are_hers(team: Team, office: Office) -> None:
    nina = starter(team, office)
    form = nina.presses("Change", on=nina.types("/piazza settings"))
    nina.fills(form, quiet_from="18:00", quiet_until="11:00")
    days(team, "2026-11-23 10:59")
    assert nina.inbox == []
    team.tick("2026-11-23 11:01")
    assert texts(nina) == [WELCOME]


def test_it_leaves_her_the_three_words_a_week(team: Team, office: Office) -> None:
    [welcome] = [one for one in skill.nudges if one.name == "welcome"]
    assert not welcome.counts
    assert starter(team, office)


def test_who_moves_to_another_clock_hears_nothing_twice(team: Team, office: Office) -> None:
    nina = starter(team, office, zone="Pacific/Auckland")
    days(team, "2026-11-22 21:31", "05:10", "17:10", "21:31")
    for zone in ("Europe/Rome", "Pacific/Honolulu"):
        moved = replace(nina.profile, zone=zone)
        team.run(team.app.registry.remember(WORKSPACE, [moved]))
        days(team, "2026-11-23 22:00", "05:10", "09:30", "17:10", "20:30")
    assert len(nina.inbox) == 1
    days(team, "2026-11-25 23:00", "05:10", "09:30", "17:10", "20:30")
    assert len(nina.inbox) == 1
    days(team, "2026-11-26 23:00", "05:10", "09:30", "17:10", "20:30")
    assert len(nina.inbox) == 2


def test_nothing_comes_twice_when_what_was_sent_was_not_counted_yet(
    team: Team, office: Office, marco: Member
) -> None:
    nina = starter(team, office)
    days(team, "2026-11-23 08:00")
    for post in ("upkeep", "upkeep_evening"):
        marco.types(f"/cm schedule pause belonging.{post}")
    days(team, "2026-11-27 10:00", "09:30")
    assert texts(nina) == [WELCOME]


def test_she_stops_it_and_goes_on_again(team: Team, office: Office, bob: Member) -> None:
    bob.types("/piazza buddy join")
    nina = starter(team, office)
    days(team, "2026-11-23 10:00")
    stands = nina.types("/piazza welcome").text
    assert "Your first day" in stands
    assert "what would you most like to learn" in stands
    told = nina.presses("No more of these", on=last(nina))
    assert "nobody is told" in told.text
    assert "Stopped" in nina.types("/piazza welcome").text
    days(team, "2026-12-01 23:00")
    # Nor does her buddy hear of it.
    assert (len(nina.inbox), len(bob.inbox)) == (1, 1)
    nina.presses("Go on again", on=told)
    days(team, "2026-12-04 23:00")
    # What she missed stays behind.
    assert [one[:14] for one in texts(nina)[1:]] == ["A week already"]


def test_in_the_settings_she_stops_it_too(team: Team, office: Office) -> None:
    nina = starter(team, office)
    settings = nina.types("/piazza settings")
    nina.presses("Stop: The words of your first ninety days", on=settings)
    days(team, "2026-11-24 10:00")
    assert nina.inbox == []


def test_who_comes_back_years_later_begins_anew(team: Team, office: Office) -> None:
    nina = starter(team, office)
    days(team, "2026-11-23 10:00")
    team.tick("2029-03-01 12:00")
    office.says(nina, started=date(2029, 3, 5))
    days(team, "2029-03-05 10:00")
    assert texts(nina) == [WELCOME, WELCOME]


def test_who_leaves_hears_no_more(team: Team, office: Office) -> None:
    nina = starter(team, office)
    days(team, "2026-11-23 10:00")
    team.run(team.app.registry.remember(WORKSPACE, [replace(nina.profile, active=False)]))
    days(team, "2026-11-27 10:00")
    assert len(nina.inbox) == 1
