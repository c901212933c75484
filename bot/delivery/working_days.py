"""Working days: when a plan comes round on days on which the company works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.days_off import is_off
from bot.delivery.schedule import OnDayOff, Schedule, first_instant
from bot.runtime.sections import Company

DAY = timedelta(days=1)
SATURDAY = 5
# No company is closed for longer than so many days.
YEAR = 366


def closed(company: Company, day: date) -> bool:
    """Whether the company is closed on a day."""
    return any(one.first <= day <= one.last for one in company.closures)


def due_on(
    when: Schedule, day: date, zone: ZoneInfo, company: Company, on: OnDayOff
) -> datetime | None:
    """The instant at which what falls on a day is due; None where there is nothing, or not then.

    What moves, as a post does, goes from a day off to the next working day, if that is before its
    next time; what is meant for a weekend comes then. A nudge waits for its next time, on anybody's
    own days off, too. What looks after things comes all the same.
    """
    at = when.due_on(day, zone)
    if at is None or on is OnDayOff.COMES:
        return at
    if on is OnDayOff.WAITS:
        return None if closed(company, day) else at
    if day.weekday() >= SATURDAY and not closed(company, day):
        return at
    following, moved = when.next_after(at, zone), day
    while is_day_off(company, moved) or (moved != day and moved.weekday() >= SATURDAY):
        moved += DAY
        at = first_instant(moved, when.at, zone)
        if at >= following:
            return None
    return at


def coming(
    when: Schedule, zone: ZoneInfo, after: datetime, company: Company, on: OnDayOff
) -> Iterator[tuple[date, datetime]]:
    """The days on which something falls and the instants at which it is due, after an instant."""
    today = after.astimezone(zone).date()
    # What is due later than on its own day is so by less than a week.
    for offset in range(-7, YEAR):
        day = today + offset * DAY
        at = due_on(when, day, zone, company, on)
        if at is not None and at > after:
            yield day, at


def works_on(company: Company, day: date) -> bool:
    """Whether the company works on a day: no weekend, no holiday of its own, and not closed."""
    return day.weekday() < SATURDAY and not is_day_off(company, day)


def is_day_off(company: Company, day: date) -> bool:
    """Whether a day is a holiday of the company's, or it is closed."""
    return closed(company, day) or is_off(company, day, "", "")
