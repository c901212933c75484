"""Tracks: on which days of a journey newcomers, their buddies and their managers hear of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Final

from bot import Schedule

NEWCOMER, BUDDY, MANAGER = "newcomer", "buddy", "manager"
DAYS: Final[Mapping[str, tuple[int, ...]]] = {
    NEWCOMER: (0, 3, 7, 30, 90),
    BUDDY: (0, 7, 30),
    MANAGER: (-1, 30),
}
DAY = timedelta(days=1)
SATURDAY = 5
# Between two words to one person there is a day at least.
GAP = timedelta(days=2)
# From this day on nobody is welcomed any more, and from that one on the journey is over.
TOO_LATE, OVER = timedelta(days=30), timedelta(days=120)


def mornings(at: str) -> Schedule:
    """Every day from Monday to Friday at a local time; days off besides are left out anyway."""
    return Schedule(frozenset(range(SATURDAY)), time.fromisoformat(at))


def first_due(role: str, start: date) -> date:
    """When the first word is due; what comes before the first day comes on a working day."""
    day = start + DAYS[role][0] * DAY
    while day < start and day.weekday() >= SATURDAY:
        day -= DAY
    return day


def following(role: str, step: int, start: date, today: date) -> tuple[int, date | None]:
    """The step after one that was taken today, and when it is due; None after the last.

    A step is left out when the one after it is due as well, for who came late or was away.
    """
    days, coming = DAYS[role], step + 1
    while coming + 1 < len(days) and start + days[coming + 1] * DAY <= today:
        coming += 1
    if coming >= len(days):
        return len(days), None
    return coming, max(start + days[coming] * DAY, today + GAP)
