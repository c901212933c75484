"""The planner: occurrences that are due become rows in the outbox, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlalchemy.orm import Session

from bot.delivery import attention
from bot.delivery.broadcasts import load
from bot.delivery.days_off import at_work
from bot.delivery.marks import Mark
from bot.delivery.nudging import asked, is_closed_to, nudged_enough
from bot.delivery.schedule import Schedule
from bot.delivery.tables import occurrence
from bot.delivery.timetable import Timetable, paused
from bot.delivery.working_days import coming, due_on
from bot.directory.tables import identity, installation, person
from bot.directory.wishes import after_quiet, quiet_hours, wanted
from bot.insight.experiments.looking import held_out
from bot.people import Kind, clock_of
from bot.report import Period
from bot.runtime.house import House
from bot.skill import Nudge, Post

COMPANY = "company"
# Since when an older copy of the database is in use: what was due before is not planned again.
RESTORED = "restored"
LOOK_BACK = 8
# An occurrence that is being planned, and after which time another process goes on with it.
PLANNING = "planning"
STALE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Due:
    """One occurrence: whose clock, which local date, the instant (UTC), and for a post where."""

    plan: Nudge | Post
    cohort: str
    day: date
    at: datetime
    workspace: str = ""

    @property
    def mark(self) -> Mark:
        """What it is planned once under."""
        if self.plan.own_time:
            return self.plan.key, self.cohort, self.day
        assert isinstance(self.plan, Post)
        return self.plan.key, self.workspace if self.plan.each_workspace else COMPANY, self.day


class Invited(NamedTuple):
    """Whom a nudge is for, whom it is about if anybody, and where they are reached."""

    person: int
    about: int | None
    workspace: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a nudge is for, and how many are spared because they had enough in that week."""

    people: Sequence[Invited]
    spared: int
    upto: int | None = None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Whom a nudge reaches and when, how many are spared, and up to whom; None is the end."""

    people: Sequence[tuple[Invited, datetime]]
    spared: int
    upto: int | None


class Planner:
    """Plans every schedule of every skill; `workspace` is where posts without a place go."""

    def __init__(self, house: House, clock: Callable[[], datetime]) -> None:
        self.house = house
        self.clock = clock
        self.workspaces: Sequence[str] = ()

    @property
    def nudges(self) -> list[Nudge]:
        """Every schedule that asks people one by one."""
        return [nudge for skill in self.house.skills for nudge in skill.nudges]

    def zones(self, db: Session) -> list[str]:
        """The time zones people live in."""
        return sorted(db.connection().execute(_zones).scalars())

    def timetable(self, db: Session) -> Timetable:
        """When each plan is due at this moment."""
        return Timetable.of(db.connection(), self.house)

    def due(self, db: Session) -> list[Due]:
        """Every occurrence that is due now and has not been planned yet, oldest first."""
        now, connection = self.clock(), db.connection()
        zones, table = self.zones(db), self.timetable(db)
        done = self.done(connection)
        since = _installed(connection)
        found = [
            one
            for plan in table.plans
            if not table.paused(plan)
            for one in self._occurrences(plan, table.when(plan), zones, now, done)
            if one.at >= table.since(plan, since) and not self._is_done(one, done)
        ]
        return sorted(found, key=lambda one: (one.at, -importance(one.plan)))

    def begun(self, db: Session) -> list[Due]:
        """Every occurrence that was claimed, on which nobody goes on and which does not rest."""
        found = self.half_planned(db)
        resting = paused(db.connection(), self.house, {row.schedule for row, _ in found})
        return [
            Due(plan, row.cohort, row.local_date, row.due)
            for row, plan in found
            if plan is not None and plan.key not in resting
        ]

    def half_planned(self, db: Session) -> list[tuple[Row[Any], Nudge | None]]:
        """Every occurrence on which nobody goes on, and of what; None is no longer there."""
        now, plans = self.clock(), {one.key: one for one in self.nudges}
        query = sa.select(occurrence).where(
            occurrence.c.state == PLANNING, occurrence.c.due <= now, occurrence.c.at <= now - STALE
        )
        return [
            (row, plans.get(row.schedule) or load(db.connection(), row.schedule))
            for row in db.execute(query).all()
        ]

    def done(self, db: Connection) -> set[Mark]:
        """What has been planned lately; also ahead of a clock that has been set back."""
        columns = (occurrence.c.schedule, occurrence.c.cohort, occurrence.c.local_date)
        since = self.clock().date() - timedelta(days=LOOK_BACK + 2)
        rows = db.execute(sa.select(*columns).where(occurrence.c.local_date >= since))
        return {(schedule, cohort, day) for schedule, cohort, day in rows}

    def today(self, db: Session, nudge: Nudge, now: datetime) -> list[Due]:
        """A nudge's occurrence of today, due now, on every clock on which it has not been yet."""
        done = self.done(db.connection())
        clocks = [(zone, now.astimezone(clock_of(zone)).date()) for zone in self.zones(db)]
        found = [Due(nudge, zone, day, now) for zone, day in clocks]
        return [one for one in found if one.mark not in done]

    def upcoming(self, db: Session) -> datetime | None:
        """The next instant at which anything is due on anybody's clock; None without schedules."""
        now, company, table = self.clock(), self.house.company.clock, self.timetable(db)
        zones = [clock_of(one) for one in self.zones(db)]
        following = (
            next(
                coming(table.when(plan), zone, now, self.house.company, plan.on_day_off),
                None,
            )
            for plan in table.plans
            if not table.paused(plan)
            for zone in (zones if plan.own_time else [company])
        )
        return min((one[1] for one in following if one), default=None)

    def _is_done(self, due: Due, done: set[Mark]) -> bool:
        """Whether it was planned, be it for all when its post did not yet run for each."""
        return due.mark in done or (due.plan.key, COMPANY, due.day) in done

    def _occurrences(
        self,
        plan: Nudge | Post,
        when: Schedule,
        zones: Sequence[str],
        now: datetime,
        done: Collection[Mark],
    ) -> Iterator[Due]:
        for cohort in zones if plan.own_time else [self.house.company.zone]:
            for day in self._days(when, clock_of(cohort), now):
                # Of what is looked for at each beat nearly all is done: no instant is reckoned.
                if plan.own_time and (plan.key, cohort, day) in done:
                    continue
                at = due_on(when, day, clock_of(cohort), self.house.company, plan.on_day_off)
                if at is None or at > now:
                    continue
                for workspace in self.workspaces_of(plan):
                    yield Due(plan, cohort, day, at, workspace)

    def workspaces_of(self, plan: Nudge | Post) -> Sequence[str]:
        """The workspaces a plan runs for; a nudge goes where each person is."""
        if isinstance(plan, Nudge):
            return [""]
        return self.workspaces if plan.each_workspace else self.workspaces[:1]

    def _days(self, when: Schedule, zone: ZoneInfo, now: datetime) -> Iterator[date]:
        """The days of the last week that are among a schedule's, the latest first."""
        today = now.astimezone(zone).date()
        days = (today - timedelta(days=offset) for offset in range(LOOK_BACK))
        return (day for day in days if day.weekday() in when.weekdays)

    @property
    def _counted(self) -> list[str]:
        return attention.counted(self.nudges)

    def audience(
        self, db: Session, due: Due, nudge: Nudge, after: int = 0, most: int | None = None
    ) -> Audience:
        """Everybody a nudge is for, or so many, in the order of their ids, `after` one of them."""
        if is_closed_to(nudge, self.house.company, due.day):
            return Audience((), 0)
        week = Period.week_of(due.day, due.cohort)
        there = sa.select(person.c.id).where(person.c.zone == due.cohort, person.c.id > after)
        period = nudge.period(due.day, due.cohort)
        chosen, pairs = asked(db, nudge, period, there, self.house)
        connected = identity.c.workspace.in_(self.workspaces)
        open_ = sa.and_(connected, identity.c.active)
        at_home = sa.and_(open_, identity.c.workspace == person.c.home)
        # The first way that there is, as a letter before the workspace; one look is enough then.
        way = sa.case((at_home, "a"), (open_, "b"), (connected, "c"), else_="d")
        reached = sa.func.substr(sa.func.min(way.concat(identity.c.workspace)), 2)
        about = sa.func.min(chosen.c.about) if pairs else sa.null()
        had = attention.had(self._counted, week) if nudge.counts else sa.literal(0)
        query = (
            sa.select(person.c.id, about, reached, had)
            .join(identity, identity.c.person_id == person.c.id)
            .join(chosen, chosen.c.person == person.c.id)
            .where(
                person.c.zone == due.cohort,
                person.c.id > after,
                person.c.active,
                person.c.kind == Kind.MEMBER,
                wanted(nudge.key, due.day),
                at_work(db.connection(), self.house.company, due.day, due.cohort),
                *nudged_enough(nudge, week).values(),
            )
            .group_by(person.c.id)
            .order_by(person.c.id)
            .limit(most)
        )
        # By the session each of ten thousand rows would be made twice.
        found, enough = db.connection().execute(query).all(), self.limit(db, due, nudge)
        # Who goes without it while it is tested is not spared: it is not for them at all.
        out = held_out(db.connection(), self.house.lots, nudge.key, self.clock())
        asked_for = [row for row in found if not out.is_held(row.id)]
        people = [Invited(*one) for *one, times in asked_for if times < enough]
        upto = found[-1].id if len(found) == most else None
        return Audience(people, len(asked_for) - len(people), upto)

    def limit(self, db: Session, due: Due, nudge: Nudge) -> int:
        """How many touches a week may be reached with this one.

        It leaves room for each nudge that is more important and still to come in the same week.
        """
        table, zone = self.timetable(db), clock_of(due.cohort)
        end = Period.week_of(due.day, due.cohort).end_at
        before = [
            one
            for one in self.nudges
            if one.counts and one.priority > nudge.priority and not table.paused(one)
            if table.when(one).next_after(due.at, zone) < end
        ]
        return max(1, self.house.conf.attention.a_week - len(before))

    def arrivals(
        self,
        db: Session,
        due: Due,
        nudge: Nudge,
        now: datetime,
        after: int = 0,
        most: int | None = None,
    ) -> Arrivals:
        """Its audience, when it is planned at an instant, and when it may come to each of them.

        Those are left out for whom it would be too late after their quiet hours.
        """
        audience = self.audience(db, due, nudge, after, most)
        mine = sa.and_(person.c.zone == due.cohort, person.c.id > after)
        if audience.upto is not None:
            mine = sa.and_(mine, person.c.id <= audience.upto)
        quiet = quiet_hours(db.connection(), mine) if audience.people else {}
        zone, window = clock_of(due.cohort), nudge.window
        timed = [
            (one, after_quiet(now, zone, quiet[one.person]) if one.person in quiet else now)
            for one in audience.people
        ]
        found = [(one, at) for one, at in timed if at - due.at <= window]
        return Arrivals(found, audience.spared, audience.upto)


def importance(plan: Nudge | Post) -> int:
    """Which of two that are due at the same instant comes first."""
    return plan.priority if isinstance(plan, Nudge) else 0


_zones = sa.select(person.c.zone).where(person.c.active).distinct()


def _installed(db: Connection) -> datetime:
    names = installation.c.name.in_(("installed", RESTORED))
    found = db.execute(sa.select(installation.c.value).where(names)).scalars()
    return max(map(datetime.fromisoformat, found))
