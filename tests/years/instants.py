"""Instants: when anything can be due in a week, on every clock there is; nothing falls between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from tests.years.souls import COMPANY, DAY, WEEK, clock

# When anything is due on anybody's own clock: on which days of the week, at what time; and here.
Times = Iterable[tuple[Iterable[int], str]]
OWN: Times = (
    (range(7), "09:00"),
    (range(5), "08:30 09:30 10:00 13:00"),
    ((2,), "11:00"),
    ((4,), "15:00 16:00"),
)
OURS: Times = ((range(5), "05:30 17:30"), ((6, 0), "06:00"), ((3,), "18:00"))


def ticks(monday: date, places: Iterable[str]) -> list[datetime]:
    """Every instant of a week at which anything can be due, on the clocks of some places."""
    found = set(_instants(monday, COMPANY, OURS))
    for zone in places:
        found |= set(_instants(monday, zone, OWN))
    began, end = (
        datetime.combine(day, time(), clock(COMPANY)).astimezone(UTC)
        for day in (monday, monday + WEEK)
    )
    return sorted(one for one in found if began <= one < end)


def _instants(monday: date, zone: str, times: Times) -> Iterator[datetime]:
    for days, hours in times:
        for n in (-1, *range(9)):
            day = monday + n * DAY
            for at in hours.split():
                if day.weekday() in days:
                    yield datetime.combine(day, time.fromisoformat(at), clock(zone)).astimezone(UTC)
