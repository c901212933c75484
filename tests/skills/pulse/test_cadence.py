"""When rounds open: every week or every two, not in a week in which the company is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import Role
from bot.directory.employees import Employee
from bot.testing import Member, Team
from skills.pulse import skill
from skills.pulse.model import PulseRound
from tests.skills.pulse.conftest import employed
from tests.skills.pulse.test_week import answer, answers

CLOSED = [{"from": "2026-12-21", "to": "2027-01-03"}]


def company(team: Team, count: int = 11) -> tuple[Member, list[Member]]:
    return team.member("Marco", role=Role.CM), [team.member(f"N{n}") for n in range(count)]


def weeks(team: Team, until: str) -> list[str]:
    """The weeks in which rounds have opened, when days have passed one by one."""
    end = team.moment(until)
    while team.now < end:
        team.tick(min(timedelta(hours=20), end - team.now))
    query = select(PulseRound.week).order_by(PulseRound.id)
    return [
        f"{week:%m-%d}" for week in team.app.database.read_now(lambda db: db.scalars(query).all())
    ]


def test_no_round_opens_while_the_company_is_closed(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, start="2026-12-05 08:00", company={"closures": CLOSED})
    company(team)
    assert weeks(team, "2027-01-16 08:00") == ["12-07", "12-14", "01-04", "01-11"]


def test_every_two_weeks_is_every_two_weeks(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, start="2026-11-20 08:00")
    marco, _ = company(team)
    told = marco.types("/cm pulse")
    assert "/cm pulse questions" in told.text
    form = marco.presses("Change", on=told)
    marco.fills(form, every="2", reminders="0")
    again = marco.types("/cm pulse cadence").form.fields
    assert [one.value for one in again] == ["2", "0", "everyone"]
    assert weeks(team, "2026-12-18 08:00") == ["11-23", "12-07"]


def test_two_reminders_come_only_to_who_has_not_answered(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, start="2026-11-22 05:00")
    marco, (bob, carl, *_) = company(team)
    form = marco.presses("Change", on=marco.types("/cm pulse"))
    marco.fills(form, reminders="2")
    team.tick("2026-11-23 10:00")
    answer(bob)
    for moment in ("25 10:00", "26 10:00", "26 17:00"):
        team.tick(f"2026-11-{moment}")
    assert [len(one.inbox) for one in (bob, carl)] == [1, 3]


@pytest.mark.parametrize(("days", "asked"), [(10, True), (90, True), (91, False)])
def test_who_began_lately_is_asked_one_more(
    team_of: Callable[..., Team], days: int, asked: bool
) -> None:
    team = team_of(skill, start="2026-11-23 05:00")
    company(team)
    new = team.member("Nina New")
    started = team.now.date() - timedelta(days=days)
    page = [Employee("1", "Nina New", new.profile.email, started=started)]
    employed(team, page)
    team.tick("2026-11-23 10:00")
    form = new.types("/pulse")
    assert ("answers_B8" in {one.spec.name for one in form.form.fields}) is asked
    assert new.fills(form, answers=answers(form)).text.startswith("Recorded")


def test_it_is_answered_from_the_home_as_well(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, start="2026-11-23 05:00")
    _, (bob, *_) = company(team)
    assert not [one for one in bob.home if "Answer" in one.buttons]
    team.tick("2026-11-23 10:00")
    [card] = [one for one in bob.home if "Answer" in one.buttons]
    form = bob.presses("Answer", on=card)
    assert bob.fills(form, answers=answers(form)).text.startswith("Recorded")
    assert [one for one in bob.home if "Answer" in one.buttons], "who has answered sees the same"
    team.tick("2026-11-26 19:00")
    assert not [one for one in bob.home if "Answer" in one.buttons]


def test_in_a_company_of_nine_the_manager_is_told_why_not(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, start="2026-11-21 08:00")
    marco, _ = company(team, 8)
    team.tick("2026-11-22 06:00")
    team.tick("2026-11-23 06:00")
    [told] = marco.inbox
    assert "needs at least 10 people" in told.text
    assert "There are 9" in told.text
    assert "needs at least 10 people" in marco.types("/cm pulse open").text
    assert weeks(team, "2026-11-24 08:00") == []
