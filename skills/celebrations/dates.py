"""Dates: on which day of a year something is celebrated, and when colleagues are asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, and_, false, or_

from skills.celebrations.model import Choice

WorksOn = Callable[[date], bool]

DAY = timedelta(days=1)
# So long before a birthday colleagues are asked, or on the last working day before that; so many
# days off in a row are looked beyond.
AHEAD, MOST_OFF = 3, 5
# Nobody has worked in a company for longer.
LONGEST = 100
LEAP_DAY = (2, 29)
BIRTHDAY, ANNIVERSARY = "birthday", "anniversary"
CHANNEL, PRIVATE, SILENCE = HOW = ("channel", "private", "silence")


def marks(day: date) -> Collection[tuple[int, int]]:
    """The months and days that are celebrated on a day: on 28 February mostly the 29th, too."""
    own = (day.month, day.day)
    return {own, LEAP_DAY} if own == (2, 28) and (day + DAY).day == 1 else {own}


def born_on(days: Iterable[date]) -> ColumnElement[bool]:
    """Of a choice: whether its birthday is celebrated on one of some days."""
    pairs = {pair for day in days for pair in marks(day)}
    return or_(
        false(), *(and_(Choice.month == month, Choice.day == day) for month, day in sorted(pairs))
    )


def began_on(days: Iterable[date], counted: Collection[int]) -> ColumnElement[bool]:
    """Of a choice: whether an anniversary of those that count is celebrated on one of some days."""
    return Choice.started.in_(
        first
        for day in days
        for month, number in marks(day)
        for back in counted or range(1, LONGEST)
        if (first := _on(day.year - back, month, number))
    )


def _on(year: int, month: int, day: int) -> date | None:
    """A day of a year; None where that year has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def years(started: date | None, day: date, counted: Collection[int]) -> int:
    """How many years are celebrated on a day; 0 where none are."""
    if started is None or (started.month, started.day) not in marks(day):
        return 0
    count = day.year - started.year
    return count if count > 0 and (not counted or count in counted) else 0


def asked_for(day: date, works_on: WorksOn) -> list[date]:
    """The birthdays for which colleagues are asked on a day; on days off for none.

    For those of the days off behind it they are asked before them.
    """
    if not works_on(day):
        return []
    off = takewhile(lambda one: not works_on(one), (day + n * DAY for n in range(1, MOST_OFF)))
    return [one + AHEAD * DAY for one in (day, *off)]


def coming(choice: Choice, today: date, within: int) -> date | None:
    """The next day in so many days on which a birthday is celebrated."""
    days = (today + n * DAY for n in range(within + 1))
    return next((day for day in days if (choice.month, choice.day) in marks(day)), None)
