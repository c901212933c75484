"""The calendar of the sample company: who is at work at an hour of their own day."""

from __future__ import annotations

from datetime import datetime

MORNING, EVENING = 9, 18
LUNCH, FRIDAY_LATE = 13, 16
EUROPE = "Europe/"


def share_at_work(local: datetime) -> float:
    """How many of those on this clock are at work at this hour, from 0 to 1."""
    if local.weekday() > 4 or not MORNING <= local.hour < EVENING or _holidays(local):
        return 0.0
    share = 0.4 if local.hour == LUNCH else 1.0
    if local.weekday() == 4 and local.hour >= FRIDAY_LATE:
        share *= 0.35
    if local.month == 8 and str(local.tzinfo).startswith(EUROPE):
        share *= 0.3
    return share


def _holidays(local: datetime) -> bool:
    """Everybody is off from Christmas Eve to New Year's Day."""
    return (local.month == 12 and local.day >= 24) or (local.month == 1 and local.day == 1)
