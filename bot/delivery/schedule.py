"""When something is due: at a local time on given days, in anybody's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class OnDayOff(Enum):
    """What becomes of a plan on a day on which the company does not work.

    It may wait for its next time, though only while the company is closed; move to the next working
    day; or come all the same.
    """

    WAITS = "waits"
    MOVES = "moves"
    COMES = "comes"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A local time on certain days of the week (0 is Monday)."""

    weekdays: frozenset[int]
    at: time

    def due_on(self, day: date, zone: ZoneInfo) -> datetime | None:
        """The instant it is due on a local date: the first valid one in a gap, the first of two
        in an overlap; None when that day is not one of its days.
        """
        if day.weekday() not in self.weekdays:
            return None
        return first_instant(day, self.at, zone)

    def next_after(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The next instant it is due, strictly after `instant` (aware)."""
        day = instant.astimezone(zone).date()
        for offset in range(9):
            due = self.due_on(day + timedelta(days=offset), zone)
            if due is not None and due > instant:
                return due
        raise AssertionError("a schedule has at least one day a week")


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant at which a clock in `zone` shows `at` or later on `day`, in UTC."""
    wall = datetime.combine(day, at, zone)
    instant = wall.astimezone(UTC)
    shown = instant.astimezone(zone)
    if shown.replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(instant, wall, zone)


def _end_of_gap(instant: datetime, wall: datetime, zone: ZoneInfo) -> datetime:
    before = wall.utcoffset() or timedelta()
    low, high = instant - timedelta(days=1), instant + timedelta(days=1)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if (middle.astimezone(zone).utcoffset() or timedelta()) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def stored(when: Schedule) -> tuple[str, time]:
    """A schedule as it is kept in a table: the numbers of its days, and its time."""
    return "".join(str(day) for day in sorted(when.weekdays)), when.at


def unstored(days: str, at: time) -> Schedule:
    """A schedule as it was kept."""
    return Schedule(frozenset(int(day) for day in days), at)


def weekly(day: str, *, at: str) -> Schedule:
    """Every week on `day` ("friday") at local time `at` ("15:00")."""
    if day not in DAYS:
        raise ValueError(f"{day!r} is not a day; write one of {', '.join(DAYS)}")
    return Schedule(frozenset({DAYS.index(day)}), time.fromisoformat(at))


def daily(*, at: str) -> Schedule:
    """Every day at local time `at` ("09:00")."""
    return Schedule(frozenset(range(7)), time.fromisoformat(at))
