"""Weeks: they end at midnight where the company is, and leave aside those that nobody worked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot import Period, Text
from bot.delivery.tables import inbox
from bot.insight.weeks import weeks_until
from bot.testing import Team
from tests.bot import toy

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
ROME = "Europe/Rome"
MONDAY = date(2026, 11, 23)


def worked(day: date) -> bool:
    return day.weekday() < 5


@BOTH
def test_late_on_sunday_in_greenwich_is_monday_in_rome(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.skill)
    week = Period(MONDAY, MONDAY + timedelta(days=7), ROME)
    now = datetime(2026, 12, 1, 8, tzinfo=UTC)
    late = [datetime(2026, 11, 22, 23, 30 + one, tzinfo=UTC) for one in range(3)]
    early = [datetime(2026, 11, 22, 22, 30, tzinfo=UTC), datetime(2026, 8, 30, 21, tzinfo=UTC)]
    rows = [{"source": "x", "key": str(at), "at": at} for at in (*late, *early)]
    weeks = weeks_until(week, ROME, now, worked, 5)
    one = sa.select(sa.func.count()).where(inbox.c.source == "x")

    def count(db: object) -> list[int]:
        db.execute(sa.insert(inbox), rows)  # type: ignore[attr-defined]
        return weeks.counted(db, inbox.c.at, one)  # type: ignore[arg-type]

    counts = team.app.database.write_now(count)
    # What lies before the first week, in summer time, is counted in none.
    assert counts == [0] * 11 + [1, 3]
    assert weeks.all[0].start_at.astimezone(UTC).hour == 22
    assert weeks.week.start_at.astimezone(UTC).hour == 23


def test_the_day_that_goes_on_is_not_held_against_whole_ones() -> None:
    now = datetime(2026, 11, 26, 10, tzinfo=UTC)
    week = Period(date(2026, 11, 20), date(2026, 11, 27), ROME)
    found = weeks_until(week, ROME, now, worked, 5)
    assert (found.week.first, found.week.end) == (date(2026, 11, 19), date(2026, 11, 26))
    assert len(found.all) == 13


def test_a_week_with_more_than_a_day_off_is_set_aside() -> None:
    off = {date(2026, 11, 3), date(2026, 11, 10), date(2026, 11, 11)}
    week = Period(date(2026, 11, 16), MONDAY, ROME)
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    found = weeks_until(week, ROME, now, lambda day: worked(day) and day not in off, 5)
    assert list(found.days[-3:]) == [4, 0, 5]
    quiet = [30] * 11 + [0, 30]
    judged = found.judged(quiet)
    assert judged
    assert abs(judged.deviations) < 1
    closed = weeks_until(week, ROME, now, lambda day: day < week.first and worked(day), 5)
    assert closed.judged(quiet) is None
    assert closed.judged_share([(1, 2)] * 13) is None


def test_a_picture_begins_when_there_was_any() -> None:
    week = Period(date(2026, 11, 16), MONDAY, ROME)
    found = weeks_until(week, ROME, datetime(2026, 11, 23, 8, tzinfo=UTC), worked, 5)
    chart = found.chart(Text("thanks"), [0] * 3 + [4] + [20] * 8 + [50])
    assert [value for _, value in chart.series[0].points] == [4] + [20] * 8 + [50]
    assert (chart.alt.values["weeks"], chart.alt.values["least"]) == (9, 4)
