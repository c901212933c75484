"""Weeks with days off, and rounds that are opened in the middle of one: who hears of it when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot import Role
from bot.testing import Member, Team
from skills.pulse import skill
from tests.skills.pulse.conftest import opens
from tests.skills.pulse.test_cadence import CLOSED, company
from tests.skills.pulse.test_week import answer


def shut(first: str, last: str) -> dict[str, Any]:
    return {"closures": [{"from": first, "to": last}]}


def received(team: Team, who: Member, until: str) -> list[str]:
    """What reaches somebody, with the hour on their clock."""
    found: list[str] = []
    while team.now < team.moment(until):
        before = len(who.inbox)
        team.tick(timedelta(hours=1))
        hour = f"{team.now.astimezone(who.person.clock):%a %H}"
        found += [f"{hour} {one.text[:9]}" for one in who.inbox[before:]]
    return found


@pytest.mark.parametrize(
    ("start", "closures", "zone", "first"),
    [
        ("2026-11-27 08:00", {}, "Asia/Tokyo", "Mon 10 The pulse"),
        # Easter: on Sunday and Monday all of Italy has the day off.
        ("2027-03-26 08:00", {}, "Europe/Rome", "Tue 10 The pulse"),
        # Only that Sunday: where it is Monday first, they are asked first.
        ("2027-04-23 08:00", {}, "Pacific/Kiritimati", "Mon 10 The pulse"),
        ("2026-11-27 08:00", shut("2026-11-30", "2026-11-30"), "Europe/Rome", "Tue 10 The pulse"),
        # It opens on Monday at six in Rome, when that morning is over in Tokyo.
        ("2026-11-27 08:00", shut("2026-11-28", "2026-11-29"), "Asia/Tokyo", "Tue 10 The pulse"),
        ("2026-11-27 08:00", shut("2026-11-28", "2026-11-29"), "Europe/Rome", "Mon 10 The pulse"),
    ],
)
def test_everybody_is_invited_once_on_their_first_day(
    team_of: Callable[..., Team], start: str, closures: dict[str, Any], zone: str, first: str
) -> None:
    team = team_of(skill, start=start, company=closures)
    company(team)
    far = team.member("Faye", zone=zone)
    end = f"{team.now + timedelta(days=7):%Y-%m-%d} 08:00"
    assert received(team, far, end) == [first, "Wed 10 The pulse"]
    assert "is open until" in far.inbox[1].text


def test_a_week_of_which_two_days_are_left_too_late_is_left_out(
    team_of: Callable[..., Team],
) -> None:
    # On the eighth, a Tuesday, Italy has the day off.
    team = team_of(skill, start="2026-12-04 08:00", company=shut("2026-12-07", "2026-12-07"))
    _, (bob, *_) = company(team)
    assert "opens on 14 December" in bob.types("/pulse").text
    assert received(team, bob, "2026-12-14 11:00") == ["Mon 10 The pulse"]


def test_the_next_one_is_said_to_open_when_the_company_is_back(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, start="2026-12-18 08:00", company={"closures": CLOSED})
    _, (bob, *_) = company(team)
    assert "opens on 4 January" in bob.types("/pulse").text


@pytest.mark.parametrize(("reminders", "days"), [("1", ["Wed"]), ("2", ["Wed", "Thu"])])
def test_opened_by_hand_for_eight_days_it_reminds_no_oftener(
    team_of: Callable[..., Team], reminders: str, days: list[str]
) -> None:
    team = team_of(skill, start="2026-11-23 12:00")
    marco, (bob, *_) = company(team)
    form = marco.presses("Change", on=marco.types("/cm pulse"))
    marco.fills(form, reminders=reminders)
    team.tick("2026-11-25 08:30")
    assert "until Thursday 3 December" in opens(marco).text
    invited, *more = received(team, bob, "2026-12-04 08:00")
    assert invited.startswith("Wed 09")
    assert [one[:6] for one in more] == [f"{day} 10" for day in days]


def test_who_reads_the_results_is_settled_when_it_opens(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, start="2026-11-20 08:00")
    marco = team.member("Marco", role=Role.CM)
    crew = [team.member(f"N{number}") for number in range(30)]
    form = marco.presses("Change", on=marco.types("/cm pulse"))
    marco.fills(form, results="manager")
    team.tick("2026-11-23 10:00")
    assert "results go to the community manager" in crew[0].inbox[0].text
    assert "shown to everybody" not in crew[0].inbox[0].text
    for number, one in enumerate(crew):
        answer(one, str(1 + number % 5))
    again = marco.presses("Change", on=marco.types("/cm pulse"))
    marco.fills(again, results="everyone")
    team.tick("2026-11-26 19:00")
    assert team.channel("#general") == []
    assert "for the community manager" in crew[0].types("/pulse results").text


def test_opened_again_on_the_same_day_it_is_said_that_nobody_is_invited_again(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, start="2026-11-22 05:00")
    marco, (bob, *_) = company(team)
    team.tick("2026-11-23 11:00")
    marco.presses("Yes, close it", on=marco.types("/cm pulse close"))
    team.tick("2026-11-23 11:10")
    assert "nobody is invited once more today" in opens(marco).text
    team.tick("2026-11-23 12:00")
    assert len(bob.inbox) == 1


def test_opened_by_hand_before_the_company_closes_it_ends_when_people_are_back(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, start="2026-12-17 12:00", company={"closures": CLOSED})
    marco, (bob, *_) = company(team)
    assert "until Thursday 7 January" in opens(marco).text
    # Nobody is reminded on the sixth: Italy has the day off.
    assert [one[:6] for one in received(team, bob, "2027-01-07 17:00")] == ["Thu 13"]
