"""What skills tell the community manager, and the stretch of time that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards import Button, Chart
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
class Move:
    """Something that moved in a week, by more than its own past lets expect.

    `surprise` is by how many deviations. `why` says why that may be; `quote` are words that only
    the community manager reads with it. Of several of a skill's that are of one `kind` the most
    surprising is told. `open` shows more.
    """

    what: Text
    surprise: float
    why: Text | None = None
    quote: str = ""
    chart: Chart | None = None
    open: Button | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first things to do, in words that say how, and whether it is done."""

    what: Text
    done: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What could be said in public: its `words`, and `why` this.

    `about` is the number of what it is about, so that nothing is suggested once it was said; of
    several that of the highest `rank` is suggested. `words_of`: the ids of those whose words it
    has.
    """

    about: int
    words: Text
    why: Text
    rank: int = 0
    words_of: Sequence[int] = ()


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
