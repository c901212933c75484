"""Hours: when all at a table are at work, on each one's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot import Person

AT_WORK = time(9), time(18)

Span = tuple[datetime, datetime]


def common(people: Sequence[Person], day: date) -> Span | None:
    """From when until when all of them work on a day, in UTC; None where that is never."""
    begins, ends = AT_WORK
    start = max(datetime.combine(day, begins, one.clock).astimezone(UTC) for one in people)
    end = min(datetime.combine(day, ends, one.clock).astimezone(UTC) for one in people)
    return (start, end) if start < end else None


def shown(span: Span, clock: ZoneInfo) -> str:
    """A span on somebody's clock, such as "10:00–18:00"."""
    return "–".join(f"{moment.astimezone(clock):%H:%M}" for moment in span)
