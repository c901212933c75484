"""Working days: a post that falls on a day off comes on the next working day, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import Period, Skill, daily, weekly
from bot.delivery.schedule import OnDayOff, Schedule
from bot.delivery.working_days import coming, due_on
from bot.runtime.sections import Company
from bot.testing import Team
from tests.bot import toy

ROME = ZoneInfo("Europe/Rome")
AUGUST = {"from": "2026-08-01", "to": "2026-08-23"}
MONDAY, DAILY = weekly("monday", at="09:00"), daily(at="09:00")


def day_of(when: Schedule, day: str, **company: object) -> str | None:
    """The day on which a post comes that falls on a day."""
    open_on = Company.model_validate(company)
    at = due_on(when, date.fromisoformat(day), ROME, open_on, OnDayOff.MOVES)
    return None if at is None else f"{at.astimezone(ROME):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("when", "day", "comes"),
    [
        (MONDAY, "2026-11-30", "2026-11-30 09:00"),
        (MONDAY, "2026-11-29", None),
        # Easter Monday; the day after is a working day.
        (MONDAY, "2027-03-29", "2027-03-30 09:00"),
        # Christmas is a Friday, and the day after Saint Stephen's is a Sunday.
        (weekly("friday", at="09:00"), "2026-12-25", "2026-12-28 09:00"),
        # What comes on Sundays is not kept from it by a holiday on one.
        (weekly("sunday", at="06:00"), "2027-04-25", "2027-04-25 06:00"),
        # The next one is due by then.
        (DAILY, "2027-03-29", None),
        (DAILY, "2026-11-28", "2026-11-28 09:00"),
    ],
)
def test_on_a_public_holiday(when: Schedule, day: str, comes: str | None) -> None:
    assert day_of(when, day) == comes


def test_while_the_company_is_closed_only_the_last_one_could_move() -> None:
    assert day_of(MONDAY, "2026-08-03", closures=[AUGUST]) is None
    assert day_of(MONDAY, "2026-08-17", closures=[AUGUST]) is None
    thursday = weekly("thursday", at="09:00")
    assert day_of(thursday, "2026-08-20", closures=[AUGUST]) == "2026-08-24 09:00"


def test_what_looks_after_things_does_so_on_its_day() -> None:
    shut, day = Company.model_validate({"closures": [AUGUST]}), date(2026, 8, 15)
    at = due_on(DAILY, day, ROME, shut, OnDayOff.COMES)
    assert at == datetime(2026, 8, 15, 7, tzinfo=UTC)
    skill, runs = Skill("toy", home=toy.HOME), list[Period]()
    skill.post("tidy", weekly("sunday", at="06:00"), upkeep=True)(lambda _, week: runs.append(week))
    with Team([skill], start="2027-03-26 08:00") as team:
        # Easter.
        team.tick("2027-03-28 06:00")
        assert [one.first.isoformat() for one in runs] == ["2027-03-22"]


def test_one_that_has_moved_is_still_to_come() -> None:
    monday_evening = datetime(2027, 3, 29, 18, tzinfo=UTC)
    day, at = next(coming(MONDAY, ROME, monday_evening, Company(), OnDayOff.MOVES))
    assert (day, at.astimezone(ROME).day) == (date(2027, 3, 29), 30)


def test_it_is_posted_once_and_then() -> None:
    skill = toy.on_schedule(digest=MONDAY)
    with Team([skill], start="2027-03-28 08:00") as team:
        team.member("Bob")
        for moment in ("2027-03-29 09:00", "2027-03-30 08:59"):
            team.tick(moment)
            assert team.channel(toy.CHANNEL) == []
        for moment in ("2027-03-30 09:00", "2027-03-31 09:00"):
            team.tick(moment)
            assert len(team.channel(toy.CHANNEL)) == 1
        team.tick("2027-04-05 09:00")
        assert len(team.channel(toy.CHANNEL)) == 2
