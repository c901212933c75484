"""Local times on the days that everybody can check on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.schedule import DAYS, first_instant, weekly


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
