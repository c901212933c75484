"""What skills tell the community manager, and the stretch of time that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards import Button
from bot.texts import Text


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody's own words, which may be shown to the community manager without a name.

    What was answered in confidence comes through the gate only: out of the results of a round.
    """

    words: str


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for an answer: `what` says it in one line, with the count.

    `since` is how long the oldest of them has waited, `open` shows them. Whoever may not press
    `open` is not told.
    """

    what: Text
    count: int
    since: datetime | None
    open: Button


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days: from `first` up to and without `end`, in `zone` (IANA)."""

    first: date
    end: date
    zone: str

    @property
    def start_at(self) -> datetime:
        """The instant the period begins."""
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def end_at(self) -> datetime:
        """The instant the period is over."""
        return datetime.combine(self.end, time(), ZoneInfo(self.zone))

    @property
    def before(self) -> Period:
        """The period of the same length just before this one."""
        return Period(self.first - (self.end - self.first), self.first, self.zone)

    @classmethod
    def week_of(cls, day: date, zone: str) -> Period:
        """The week, Monday to Sunday, that `day` lies in."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=7), zone)
