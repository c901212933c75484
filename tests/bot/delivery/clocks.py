"""What clocks show in every zone, worked out without any of the program's code.

Between two changes a clock is a constant away from UTC, so when it shows a time is arithmetic. The
changes themselves are found by looking, day by day and then for the minute.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)
DATES = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
BEGIN = datetime(2025, 12, 29, tzinfo=UTC)
END = datetime(2031, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Span:
    """From one change of the clock to the next (UTC, without zone), and what is added to UTC."""

    start: datetime
    end: datetime
    offset: timedelta


def offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    """What a clock in a zone adds to UTC."""
    return instant.astimezone(zone).utcoffset() or timedelta()


def spans_of(zone: ZoneInfo) -> tuple[Span, ...]:
    """The five years in spans in which the clock is not changed."""
    found, instant = [(BEGIN, offset(zone, BEGIN))], BEGIN
    while instant < END:
        if (now := offset(zone, instant + DAY)) != (old := found[-1][1]):
            minutes = range(DAY // MINUTE)
            changed = bisect_left(
                minutes, True, key=lambda n: offset(zone, instant + n * MINUTE) != old
            )
            found.append((instant + changed * MINUTE, now))
        instant += DAY
    ends = [*found, (END, timedelta())]
    return tuple(
        Span(start.replace(tzinfo=None), end.replace(tzinfo=None), added)
        for (start, added), (end, _) in pairwise(ends)
    )


@cache
def clocks() -> dict[tuple[Span, ...], list[str]]:
    """Every zone there is; those whose clocks show the same stand together."""
    found: dict[tuple[Span, ...], list[str]] = {}
    for name in sorted(available_timezones()):
        found.setdefault(spans_of(ZoneInfo(name)), []).append(name)
    return found


def first_shown(spans: tuple[Span, ...], day: date, at: time) -> datetime:
    """The first instant at which the clock shows a time or later on a date, in UTC."""
    wall = datetime.combine(day, at)
    for span in spans:
        instant = max(span.start, wall - span.offset)
        if instant < span.end and (instant + span.offset).date() == day:
            return instant.replace(tzinfo=UTC)
    raise AssertionError(f"there is no {day} there")
