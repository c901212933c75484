"""Local times in every zone there is: each day has exactly one instant, gap or no gap."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.delivery.schedule import DAYS, daily, first_instant, weekly

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
DATES = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
TIMES = [time.fromisoformat(at) for at in ("00:00", "00:30", "01:30", "02:00", "02:30", "10:00")]
MINUTE = timedelta(minutes=1)
# Around the clock's changes a day may be longer or shorter, and begin late.
NEAR = timedelta(days=1)

Clock = tuple[tuple[datetime, timedelta], ...]


@cache
def clock_of(zone: str) -> Clock:
    """The instants at which a zone changes its clock, each with the offset from then on."""
    info = ZoneInfo(zone)
    start = datetime(2025, 12, 30, tzinfo=UTC)
    found = [(start, offset(info, start))]
    for days in range(len(DATES) + 4):
        until = start + timedelta(days=days)
        if offset(info, until) != found[-1][1]:
            found.append((changed(info, until - timedelta(days=1), until), offset(info, until)))
    return tuple(found)


def offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def changed(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute of the new offset."""
    old, minutes = offset(zone, before), (after - before) // MINUTE
    first = bisect_left(
        range(minutes), True, key=lambda n: offset(zone, before + n * MINUTE) != old
    )
    return before + first * MINUTE


def minutes_around(zone: ZoneInfo, day: date) -> list[tuple[datetime, datetime]]:
    """Every minute that may belong to a local date, with what a clock shows then."""
    start = datetime.combine(day, time(), UTC) - timedelta(hours=15)
    instants = [start + n * MINUTE for n in range(54 * 60)]
    return [(one, one.astimezone(zone).replace(tzinfo=None, fold=0)) for one in instants]


@pytest.fixture(scope="module")
def zones() -> dict[Clock, list[str]]:
    """All zones; those whose clocks show the same over the two years stand together."""
    found: dict[Clock, list[str]] = defaultdict(list)
    for name in sorted(available_timezones()):
        found[clock_of(name)].append(name)
    return found


def test_every_zone_is_looked_at(zones: dict[Clock, list[str]]) -> None:
    assert sum(map(len, zones.values())) > 400
    assert sum(len(clock) > 1 for clock in zones) > 20


def test_on_an_ordinary_day_the_clock_shows_exactly_that_time(
    zones: dict[Clock, list[str]],
) -> None:
    for clock, names in zones.items():
        zone = ZoneInfo(names[-1])
        changes = {when.astimezone(zone).date() + NEAR * n for when, _ in clock for n in (-1, 0, 1)}
        for day in DATES:
            for at in () if day in changes else TIMES:
                due = first_instant(day, at, zone)
                assert due.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, at), names


def test_when_clocks_change_it_is_the_first_minute_that_a_slow_search_finds(
    zones: dict[Clock, list[str]],
) -> None:
    for clock, names in zones.items():
        zone = ZoneInfo(names[0])
        for day in days_of_change(clock, zone):
            minutes = minutes_around(zone, day)
            for at in TIMES:
                wall = datetime.combine(day, at)
                expected = next(
                    one for one, shown in minutes if shown >= wall and shown.date() == day
                )
                assert first_instant(day, at, zone) == expected, (names, day, at)


def days_of_change(clock: Clock, zone: ZoneInfo) -> Iterator[date]:
    for (_, before), (when, after) in pairwise(clock):
        shown = {(when + each).replace(tzinfo=None).date() for each in (before, after)}
        yield from sorted(day for day in shown if FIRST <= day <= LAST)


@pytest.mark.parametrize("at", ["00:00", "00:30", "02:30"])
def test_the_next_one_visits_every_date_once(zones: dict[Clock, list[str]], at: str) -> None:
    schedule = daily(at=at)
    for clock, names in zones.items():
        zone = ZoneInfo(names[0])
        for when, _ in clock[1:]:
            instant, visited = when - timedelta(days=3), []
            while instant < when + timedelta(days=3):
                instant = schedule.next_after(instant, zone)
                visited.append(instant.astimezone(zone).date())
            days = [visited[0] + NEAR * n for n in range(len(visited))]
            assert visited == days, (names, when)


def test_a_week_has_one_friday_in_every_zone(zones: dict[Clock, list[str]]) -> None:
    fridays = weekly("friday", at="02:30")
    for names in zones.values():
        zone, instant = ZoneInfo(names[0]), datetime(2026, 1, 1, tzinfo=UTC)
        found = []
        for _ in range(30):
            instant = fridays.next_after(instant, zone)
            found.append(instant.astimezone(zone).date())
        assert {day.weekday() for day in found} == {4}
        assert len(set(found)) == 30


def test_known_days() -> None:
    rome, dublin = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/Dublin")
    gap, overlap = date(2026, 3, 29), date(2026, 10, 25)
    assert first_instant(gap, time(2, 30), rome) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert first_instant(overlap, time(2, 30), rome) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert first_instant(gap, time(1, 30), dublin) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    cairo = ZoneInfo("Africa/Cairo")  # its clock jumps from midnight to one
    assert first_instant(date(2026, 4, 24), time(), cairo) == datetime(2026, 4, 23, 22, tzinfo=UTC)


def test_a_misspelt_day_names_the_days() -> None:
    with pytest.raises(ValueError, match="'fryday' is not a day; write one of monday, "):
        weekly("fryday", at="15:00")
    assert weekly("sunday", at="15:00").weekdays == {DAYS.index("sunday")}


def test_another_day_is_not_due() -> None:
    assert weekly("friday", at="15:00").due_on(date(2026, 11, 26), ZoneInfo("UTC")) is None
