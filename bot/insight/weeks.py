"""Weeks: one that is looked at and those before it, which say what is usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from bot.cards import Chart, Series
from bot.insight.surprise import Surprise, of_count, of_share
from bot.report import Period
from bot.texts import Text, core

PAST: Final = 12
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
# In a week with more days off than one nobody does what is usual: it is neither judged nor usual.
FEWEST_DAYS: Final = 4


@dataclass(frozen=True, slots=True)
class Weeks:
    """Seven whole local days, and as many twelve times before; the last is the one looked at.

    `days` are how many of each were worked, 0 for those that are set aside. What fewer than
    `fewest` people did is told of nobody.
    """

    all: Sequence[Period]
    days: Sequence[int]
    fewest: int

    @property
    def week(self) -> Period:
        """The one that is looked at."""
        return self.all[-1]

    def within(self, moment: Any) -> ColumnElement[bool]:
        """Whether an instant lies in any of them."""
        return sa.and_(moment >= self.all[0].start_at, moment < self.week.end_at)

    def in_week(self, moment: Any) -> ColumnElement[bool]:
        """Whether it lies in the one that is looked at."""
        return sa.and_(moment >= self.week.start_at, moment < self.week.end_at)

    def place(self, moment: Any) -> ColumnElement[int]:
        """In which of them an instant lies, to be grouped by its name, "week"."""
        ends = [(moment < one.end_at, place) for place, one in enumerate(self.all[:-1])]
        return sa.case(*ends, else_=len(ends)).label("week")

    def counted(self, db: Session, moment: Any, query: Select[Any]) -> list[int]:
        """What a query counts of each week, by an instant of what is counted.

        The query selects the number alone: the week, and what lies outside, are seen to here.
        """
        asked = query.add_columns(self.place(moment)).where(self.within(moment))
        found = {row.week: row[0] for row in db.execute(asked.group_by("week"))}
        return [int(found.get(place) or 0) for place in range(len(self.all))]

    def counted_by(self, db: Session, moment: Any, query: Select[Any, int]) -> dict[Any, list[int]]:
        """The same of several things at once; the query selects the thing, named "thing", first."""
        asked = query.add_columns(self.place(moment)).where(self.within(moment))
        found: dict[Any, list[int]] = {}
        for thing, count, week in db.execute(asked.group_by("thing", "week")):
            found.setdefault(thing, [0] * len(self.all))[week] = int(count or 0)
        return found

    def of_days(self, by_day: Mapping[date, int]) -> list[int]:
        """What is counted by local days, by weeks."""
        return [
            sum(count for day, count in by_day.items() if one.first <= day < one.end)
            for one in self.all
        ]

    def judged(self, counts: Sequence[int]) -> Surprise | None:
        """How surprising the last count is; None where nobody knows what is usual."""
        past = list(zip(counts[:-1], self.days[:-1], strict=True))
        return of_count(counts[-1], self.days[-1], [one for one in past if one[1]])

    def judged_share(self, parts: Sequence[tuple[int, int]]) -> Surprise | None:
        """The same of so many out of so many."""
        if not self.days[-1]:
            return None
        past = zip(parts[:-1], self.days[:-1], strict=True)
        return of_share(*parts[-1], [one for one, days in past if days])

    def chart(self, title: Text, counts: Sequence[float | None]) -> Chart:
        """The weeks as a picture, each by its first day, from when there was any on."""
        began = next((place for place, value in enumerate(counts[:-1]) if value), 0)
        weeks = zip(self.all[began:], counts[began:], strict=True)
        points = [(one.first, value) for one, value in weeks]
        known = [value for value in counts[began:-1] if value is not None]
        ends = {"least": _plain(min(known, default=0)), "most": _plain(max(known, default=0))}
        last = _plain(counts[-1] or 0)
        alt = core("moves.alt", title=title, weeks=len(points) - 1, last=last, **ends)
        return Chart(title, [Series(core("moves.series"), points)], alt)


def usual(found: Surprise) -> Text:
    """How much is usual in a week, for the words of a move."""
    number = round(found.usual)
    return core("moves.usual", usual=number) if number else core("moves.usual_none")


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 1)


def weeks_until(
    period: Period, zone: str, now: datetime, works_on: Callable[[date], bool], fewest: int
) -> Weeks:
    """A period's last seven days and those before, in the company's zone; no day that goes on."""
    today = now.astimezone(ZoneInfo(zone)).date()
    end = min(period.end, today)
    all_ = [
        Period(end - (back + 1) * WEEK, end - back * WEEK, zone)
        for back in reversed(range(PAST + 1))
    ]
    return Weeks(all_, [_worked(one, works_on) for one in all_], fewest)


def _worked(week: Period, works_on: Callable[[date], bool]) -> int:
    days = sum(works_on(week.first + n * DAY) for n in range(7))
    return days if days >= FEWEST_DAYS else 0
