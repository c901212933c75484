"""Every zone there is, 2026 to 2030: each local date has one instant, the oracle's.

All dates at all six times are compared, for zones whose clocks show the same once; so every change
of any clock is among them. The way from one to the next is walked in full each week, and each day
around every change.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.schedule import DAYS, daily, weekly

from .clocks import BEGIN, DATES, LAST, clocks, first_shown

TIMES = ("00:00", "00:30", "01:30", "02:00", "02:30", "10:00")
times = pytest.mark.parametrize("at", TIMES)
DAY = timedelta(days=1)


def test_all_zones_and_all_changes_are_there() -> None:
    everything = clocks()
    assert sum(map(len, everything.values())) > 400
    assert sum(len(spans) > 1 for spans in everything) > 20
    rome = next(spans for spans, names in everything.items() if "Europe/Rome" in names)
    changes = [span.start.isoformat() for span in rome[1:]]
    assert changes[:2] == ["2026-03-29T01:00:00", "2026-10-25T01:00:00"]
    assert len(changes) == 2 * 5


@times
def test_every_date_is_due_once_and_when_its_clock_says(at: str) -> None:
    schedule, wall = daily(at=at), time.fromisoformat(at)
    for spans, names in clocks().items():
        zone = ZoneInfo(names[-1])
        due = [schedule.due_on(day, zone) for day in DATES]
        expected = [first_shown(spans, day, wall) for day in DATES]
        assert due == expected, (names, at)
        assert all(one < other for one, other in pairwise(expected))


@times
def test_a_gap_ends_at_its_first_instant_and_of_two_the_first_is_taken(at: str) -> None:
    wall = time.fromisoformat(at)
    for spans in clocks():
        for before, after in pairwise(spans):
            for day in {(after.start + one.offset).date() for one in (before, after)}:
                if not DATES[0] <= day <= LAST:
                    continue
                found = first_shown(spans, day, wall).replace(tzinfo=None)
                offsets = [s.offset for s in spans if s.start <= found < s.end]
                shown = found + offsets[0]
                assert shown >= datetime.combine(day, wall)
                jumped = after.start if after.offset > before.offset else None
                assert shown == datetime.combine(day, wall) or found == jumped


@times
def test_every_week_is_visited_once(at: str) -> None:
    day = "sunday"  # on which most clocks are changed
    schedule, wall = weekly(day, at=at), time.fromisoformat(at)
    days = [one for one in DATES if one.weekday() == DAYS.index(day)]
    for spans, names in clocks().items():
        zone, instant = ZoneInfo(names[0]), BEGIN
        visited: list[datetime] = []
        while len(visited) < len(days) + 1:
            instant = schedule.next_after(instant, zone)
            visited.append(instant)
        expected = [first_shown(spans, one, wall) for one in days]
        # There may be one more before the first date.
        assert expected in (visited[:-1], visited[1:]), (names, at, day)


@times
def test_around_every_change_each_day_is_visited_once(at: str) -> None:
    schedule, wall = daily(at=at), time.fromisoformat(at)
    for spans, names in clocks().items():
        zone = ZoneInfo(names[0])
        for change in spans[1:]:
            first: date = change.start.date() - 2 * DAY
            days = [first + n * DAY for n in range(5)]
            instant = first_shown(spans, first, wall) - timedelta(seconds=1)
            for day in days:
                instant = schedule.next_after(instant, zone)
                assert instant == first_shown(spans, day, wall), (names, day, at)
