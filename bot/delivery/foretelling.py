"""Foretelling: whom the nudges to come will reach, if nothing changes, and why not somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery.days_off import has_off
from bot.delivery.nudging import asked, enough_after, nudged_enough
from bot.delivery.planner import Due, Planner
from bot.delivery.working_days import coming
from bot.directory.tables import person
from bot.directory.wishes import wishes
from bot.errors import SetupError
from bot.insight.experiments import kept
from bot.people import Person
from bot.report import Period
from bot.skill import Nudge, Post


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a nudge for one person.

    `at` is when it arrives, `day` the last one of their rest, `other` the nudge in its place.
    """

    word: Literal[
        "asked",
        "later",
        "stopped",
        "resting",
        "day_off",
        "quiet",
        "again",
        "already",
        "before",
        "not_now",
        "tested",
    ]
    at: datetime | None = None
    day: date | None = None
    other: str = ""


class Foretelling:
    """The occurrences to come, played through in their order as things stand at one moment."""

    def __init__(self, planner: Planner, db: Session) -> None:
        self.planner = planner
        self.db = db
        self.now = planner.clock()
        self.done = planner.done(db.connection())
        self.zones = planner.zones(db)
        self.timetable = planner.timetable(db)
        self.tested = kept.running(db.connection(), self.now)
        self._reached: dict[Due, Mapping[int, datetime]] = {}
        for due, nudge in sorted(self._played(), key=lambda one: one[0].at):
            self._reached[due] = self._reaches(due, nudge)

    def next(self, plan: Nudge | Post, cohort: str) -> tuple[Due | None, Due | None]:
        """The next occurrence, and the last before it that was planned already.

        That is so when the clock had been there once.
        """
        done: Due | None = None
        for due in self._coming(plan, cohort):
            if due.mark not in self.done:
                return due, done
            done = due
        return None, done

    def people(self, nudge: Nudge) -> set[int]:
        """Everybody whom the next occurrence on their own clock reaches."""
        following = (self.next(nudge, zone)[0] for zone in self.zones)
        return {id_ for due in following if due for id_ in self._reached[due]}

    def fate(self, due: Due, nudge: Nudge, who: Person) -> Fate:
        """What becomes of a nudge's next occurrence for somebody on whose clock it falls.

        Of one that is tested the same is said to everybody: it would tell who is in which group.
        """
        if nudge.key in self.tested:
            return Fate("tested")
        at = self._reached[due].get(who.id)
        if at is not None:
            return Fate("later" if at > due.at else "asked", at)
        chosen = wishes(self.db.connection(), who.id)
        if nudge.key in chosen.without:
            return Fate("stopped")
        if chosen.snoozed_until is not None and chosen.snoozed_until >= due.day:
            return Fate("resting", day=chosen.snoozed_until)
        if has_off(self.planner.house.company, due.day, who):
            return Fate("day_off", day=due.day)
        return self._kept_out(due, nudge, who)

    def _kept_out(self, due: Due, nudge: Nudge, who: Person) -> Fate:
        week = Period.week_of(due.day, due.cohort)
        period = nudge.period(due.day, due.cohort)
        chosen, _ = asked(self.db, nudge, period, [who.id], self.planner.house)
        since, spared = enough_after(nudge, week), nudged_enough(nudge, week)
        among = person.c.id.in_(sa.select(chosen.c.person))
        query = sa.select(among, *spared.values()).where(person.c.id == who.id)
        is_among, *still_free = self.db.execute(query).one()
        if not is_among:
            return Fate("not_now")
        for key, free in zip(spared, still_free, strict=True):
            if not free:
                return Fate("again") if key == nudge.key else Fate("already", other=key)
            if who.id in self._reached_before(due, key, since[key]):
                return Fate("before", other=key)
        return Fate("quiet")

    def _played(self) -> Iterator[tuple[Due, Nudge]]:
        """Of each nudge the next occurrence; those after it only where another gives way to it."""
        nudges = [one for one in self.planner.nudges if not self.timetable.paused(one)]
        first_served = {f"{one.skill}.{name}" for one in nudges for name in one.unless}
        for zone in self.zones:
            following = [(one, due) for one in nudges if (due := self.next(one, zone)[0])]
            end = max((due.at for _, due in following), default=self.now)
            for nudge, first in following:
                until = end if nudge.key in first_served else first.at
                for due in self._coming(nudge, zone):
                    if due.at > until:
                        break
                    if due.mark not in self.done:
                        yield due, nudge

    def _reaches(self, due: Due, nudge: Nudge) -> Mapping[int, datetime]:
        week = Period.week_of(due.day, due.cohort)
        spared = {
            id_
            for key, since in enough_after(nudge, week).items()
            for id_ in self._reached_before(due, key, since)
        }
        try:
            arrivals = self.planner.arrivals(self.db, due, nudge, due.at)
        except SetupError:
            # Without the key to its lots a nudge that is tested goes to nobody.
            return {}
        return {one.person: at for one, at in arrivals.people if one.person not in spared}

    def _reached_before(self, due: Due, key: str, since: datetime) -> set[int]:
        """Whom a nudge will have reached on the same clock since an instant."""
        return {
            id_
            for one in takewhile(lambda one: one != due, self._reached)
            if (one.plan.key, one.cohort) == (key, due.cohort) and one.at >= since
            for id_ in self._reached[one]
        }

    def _coming(self, plan: Nudge | Post, cohort: str) -> Iterator[Due]:
        """What falls on the days on which the company is open."""
        where = self.planner.workspaces_of(plan)[:1]
        when, company = self.timetable.when(plan), self.planner.house.company
        zone, on = ZoneInfo(cohort), plan.on_day_off
        for day, at in coming(when, zone, self.now, company, on):
            yield Due(plan, cohort, day, at, *where)
