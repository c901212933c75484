"""Souls: what is true of each, as the simulation drew it; Piazza is never asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SATURDAY, DAY, WEEK = 5, timedelta(days=1), timedelta(weeks=1)
# Where people work, how many of them, and whose holidays they have; west and east of the date line.
PLACES = {
    "Europe/Rome": (12, "IT"),
    "Pacific/Auckland": (2, "NZ"),
    "Pacific/Honolulu": (2, "US"),
    "Pacific/Kiritimati": (1, ""),
}
COMPANY, HOME = "Europe/Rome", "IT"
clock = cache(ZoneInfo)


@cache
def free(country: str, year: int) -> frozenset[date]:
    """The holidays of a country."""
    return frozenset(holidays.country_holidays(country or HOME, years=year))


def works(country: str, day: date) -> bool:
    """Whether it is a working day where somebody is."""
    return day.weekday() < SATURDAY and day not in free(country, day.year)


def first_working(country: str, day: date) -> date:
    """The first working day from a day on."""
    while not works(country, day):
        day += DAY
    return day


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


@dataclass(eq=False)
class Soul:
    """Somebody, with all that they have said, and what they were told of what comes once."""

    number: int
    zone: str
    country: str
    started: date
    born: tuple[int, int]
    team: str
    boss: Soul | None = None
    here: bool = True
    new: bool = False
    since: datetime = LONG_AGO
    # When something about them has changed last, and when their zone has.
    stirred: datetime = LONG_AGO
    moved: datetime = LONG_AGO
    back: datetime = LONG_AGO
    # The first day of the journey they are on, or were.
    first: date | None = None
    without: set[str] = field(default_factory=set)
    rests: date | None = None
    quiet: tuple[int, int] | None = None
    coffee: bool = False
    coffee_rests: date | None = None
    shuns: set[int] = field(default_factory=set)
    helps: bool = False
    birthday: str = "silence"
    wishes: bool = False
    anniversary: str = "silence"
    jubilee: date | None = None
    chose: bool = False
    chosen: datetime = LONG_AGO
    stopped: bool = False
    never: bool = False
    declined: set[int] = field(default_factory=set)
    thanked: datetime = LONG_AGO
    # What reached them: touches that count, of the last days; the last of a kind; how many.
    counted: list[datetime] = field(default_factory=list)
    last: dict[tuple[str, int], datetime] = field(default_factory=dict)
    steps: list[tuple[int, date]] = field(default_factory=list)
    seated: tuple[date, tuple[int, ...]] | None = None
    answered: date | None = None
    full: Counter[date] = field(default_factory=Counter)

    @property
    def id(self) -> str:
        """Their account."""
        return f"U{self.number}"

    @property
    def name(self) -> str:
        """What they are called, and nobody else is."""
        return f"N{self.number:05}"

    @property
    def story(self) -> str:
        """All that is true of them, for who looks into a fault."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        found["boss"] = self.boss.name if self.boss else None
        return ", ".join(f"{name}={value}" for name, value in found.items() if value)

    def local(self, now: datetime) -> datetime:
        """What their clock shows."""
        return now.astimezone(clock(self.zone))

    def calm(self, now: datetime, since: timedelta) -> bool:
        """Whether nothing about them has changed for so long."""
        return self.here and now - self.stirred > since

    def resting(self, day: date) -> bool:
        """Whether they want nothing unasked on a day."""
        return self.rests is not None and day <= self.rests

    def is_quiet(self, hour: int) -> bool:
        """Whether an hour of their day is one of their quiet ones."""
        if self.quiet is None:
            return False
        start, end = self.quiet
        return (hour - start) % 24 < (end - start) % 24

    def can_be_told(self, kind: str, day: date, hour: int) -> bool:
        """Whether a kind may reach them on a day at an hour."""
        awake = self.here and kind not in self.without and not self.resting(day)
        return awake and works(self.country, day) and not self.is_quiet(hour)

    def had(self, now: datetime) -> int:
        """How often they were spoken to in the week it is where they are now."""
        monday = monday_of(self.local(now).date())
        began = datetime(monday.year, monday.month, monday.day, tzinfo=clock(self.zone))
        return sum(one >= began.astimezone(UTC) for one in self.counted)

    def in_coffee(self, week: date) -> bool:
        """Whether they take part in a round that begins in a week."""
        awake = self.coffee_rests is None or self.coffee_rests <= week
        return self.here and self.coffee and awake and "coffee.introduce" not in self.without


class Souls(dict[int, Soul]):
    """Everybody there ever was, by their numbers."""

    def present(self) -> list[Soul]:
        """Who works here."""
        return [one for one in self.values() if one.here]

    def by_zone(self) -> dict[str, list[Soul]]:
        """Who works here, by their clocks."""
        found: dict[str, list[Soul]] = defaultdict(list)
        for one in self.values():
            if one.here:
                found[one.zone].append(one)
        return found
