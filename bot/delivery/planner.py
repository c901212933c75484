"""The planner: occurrences that are due become rows in the outbox, once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.delivery.days_off import at_work
from bot.delivery.nudging import ABOUT, NUDGE_WINDOW, UNTIL, asked, nudged_enough
from bot.delivery.queue import NAMESPACE, SCHEDULED, queue_effects
from bot.delivery.schedule import Schedule
from bot.delivery.tables import delivery, occurrence
from bot.delivery.timetable import Timetable
from bot.directory.tables import identity, installation, person
from bot.directory.wishes import after_quiet, quiet_hours, wanted
from bot.people import Kind
from bot.report import Period
from bot.runtime.house import House
from bot.skill import Nudge, Post
from bot.store.tables import insert_new

# A schedule, whose it is (a zone's, a workspace's, "company"), and the local date: under it an
# occurrence is planned once.
Mark: TypeAlias = tuple[str, str, date]
# Whom a nudge is for, whom it is about if anybody, and where they are reached.
Invited: TypeAlias = tuple[int, int | None, str]

COMPANY = "company"
# Since when an older copy of the database is in use: what was due before is not planned again.
RESTORED = "restored"
LOOK_BACK = 8
POST_WINDOW = timedelta(hours=24)


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
        if isinstance(self.plan, Nudge):
            return self.plan.key, self.cohort, self.day
        return self.plan.key, self.workspace if self.plan.each_workspace else COMPANY, self.day


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning an occurrence came to."""

    due: Due
    people: int
    state: str


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
            for one in self._occurrences(plan, table.when(plan), zones, now)
            if one.at >= table.since(plan, since) and not self._is_done(one, done)
        ]
        return sorted(found, key=lambda one: one.at)

    def done(self, db: Connection) -> set[Mark]:
        """What has been planned lately; also ahead of a clock that has been set back."""
        columns = (occurrence.c.schedule, occurrence.c.cohort, occurrence.c.local_date)
        since = self.clock().date() - timedelta(days=LOOK_BACK + 2)
        rows = db.execute(sa.select(*columns).where(occurrence.c.local_date >= since))
        return {(schedule, cohort, day) for schedule, cohort, day in rows}

    def upcoming(self, db: Session) -> datetime | None:
        """The next instant at which anything is due on anybody's clock; None without schedules."""
        now, company, table = self.clock(), self.house.company.clock, self.timetable(db)
        zones = [ZoneInfo(one) for one in self.zones(db)]
        return min(
            (
                table.when(plan).next_after(now, zone)
                for plan in table.plans
                if not table.paused(plan)
                for zone in (zones if isinstance(plan, Nudge) else [company])
            ),
            default=None,
        )

    def _is_done(self, due: Due, done: set[Mark]) -> bool:
        """Whether it was planned, be it for all when its post did not yet run for each."""
        return due.mark in done or (due.plan.key, COMPANY, due.day) in done

    def _occurrences(
        self, plan: Nudge | Post, when: Schedule, zones: Sequence[str], now: datetime
    ) -> Iterator[Due]:
        for cohort in zones if isinstance(plan, Nudge) else [self.house.company.zone]:
            for day, at in self._times(when, ZoneInfo(cohort), now):
                for workspace in self.workspaces_of(plan):
                    yield Due(plan, cohort, day, at, workspace)

    def workspaces_of(self, plan: Nudge | Post) -> Sequence[str]:
        """The workspaces a plan runs for; a nudge goes where each person is."""
        if isinstance(plan, Nudge):
            return [""]
        return self.workspaces if plan.each_workspace else self.workspaces[:1]

    def _times(
        self, when: Schedule, zone: ZoneInfo, now: datetime
    ) -> Iterator[tuple[date, datetime]]:
        today = now.astimezone(zone).date()
        for offset in range(LOOK_BACK):
            day = today - timedelta(days=offset)
            at = when.due_on(day, zone)
            if at is not None and at <= now and not self.closed(day):
                yield day, at

    def closed(self, day: date) -> bool:
        """Whether the company is closed on a day."""
        return any(one.first <= day <= one.last for one in self.house.company.closures)

    def plan(self, db: Session, due: Due, *, force: bool = False) -> Planned:
        """Plan one occurrence in this transaction: once, or skipped when it is too late."""
        late = not force and self._late(db, due)
        state = "skipped" if late else "planned"
        if not self._claim(db.connection(), due, state):
            return Planned(due, 0, "done before")
        if late:
            return Planned(due, 0, "skipped")
        if isinstance(due.plan, Nudge):
            return Planned(due, self._plan_nudge(db, due, due.plan), "planned")
        return Planned(due, self._run_post(db, due, due.plan), "planned")

    def _late(self, db: Session, due: Due) -> bool:
        """Whether its time has passed, or the next one has come: two are never sent together."""
        window = NUDGE_WINDOW if isinstance(due.plan, Nudge) else POST_WINDOW
        now, when = self.clock(), self.timetable(db).when(due.plan)
        return now - due.at > window or when.next_after(due.at, ZoneInfo(due.cohort)) <= now

    def _claim(self, db: Connection, due: Due, state: str) -> bool:
        insert = insert_new(db, occurrence)
        schedule, cohort, day = due.mark
        row = {
            "schedule": schedule,
            "cohort": cohort,
            "local_date": day,
            "state": state,
            "reason": "too late" if state == "skipped" else "",
            "at": self.clock(),
        }
        kept = insert.execution_options(preserve_rowcount=True)
        return db.execute(kept, row).rowcount == 1

    def audience(self, db: Session, due: Due, nudge: Nudge) -> Sequence[Invited]:
        """Everybody a nudge is for, whom it is about, and the workspace where they are reached."""
        week = Period.week_of(due.day, due.cohort)
        chosen, pairs = asked(db, nudge, week)
        connected = sa.case((identity.c.workspace.in_(self.workspaces), identity.c.workspace))
        reached = sa.func.coalesce(sa.func.min(connected), sa.func.min(identity.c.workspace))
        about = sa.func.min(chosen.c.about) if pairs else sa.null()
        query = (
            sa.select(person.c.id, about, reached)
            .join(identity, identity.c.person_id == person.c.id)
            .join(chosen, chosen.c.person == person.c.id)
            .where(
                person.c.zone == due.cohort,
                person.c.active,
                person.c.kind == Kind.MEMBER,
                wanted(nudge.key, due.day),
                at_work(db.connection(), self.house.company, due.day),
                *nudged_enough(nudge, week).values(),
            )
            .group_by(person.c.id)
        )
        return [(id_, about, workspace) for id_, about, workspace in db.execute(query)]

    def arrivals(
        self, db: Session, due: Due, nudge: Nudge, now: datetime
    ) -> list[tuple[Invited, datetime]]:
        """Its audience, when it is planned at an instant, and when it may come to each of them.

        Those are left out for whom it would be too late after their quiet hours.
        """
        people = self.audience(db, due, nudge)
        quiet = quiet_hours(db.connection(), person.c.zone == due.cohort) if people else {}
        zone = ZoneInfo(due.cohort)
        timed = [
            (one, after_quiet(now, zone, quiet[one[0]]) if one[0] in quiet else now)
            for one in people
        ]
        return [(one, at) for one, at in timed if at - due.at <= NUDGE_WINDOW]

    def _plan_nudge(self, db: Session, due: Due, nudge: Nudge) -> int:
        now, connection = self.clock(), db.connection()
        rows = [self._row(due, *one, now, at) for one, at in self.arrivals(db, due, nudge, now)]
        if rows:
            connection.execute(insert_new(connection, delivery), rows)
        return len(rows)

    def _row(
        self,
        due: Due,
        person_id: int,
        about: int | None,
        workspace: str,
        now: datetime,
        not_before: datetime,
    ) -> dict[str, Any]:
        key, day = due.plan.key, due.day.isoformat()
        other = {} if about is None else {ABOUT: about}
        until = (due.at + NUDGE_WINDOW).isoformat()
        return {
            "id": uuid.uuid5(NAMESPACE, f"{key}/{day}/{person_id}"),
            "workspace": workspace,
            "lane": SCHEDULED,
            "kind": key,
            "person_id": person_id,
            "params": {"nudge": key, "date": day, "zone": due.cohort, UNTIL: until, **other},
            "state": "pending",
            "not_before": not_before,
            "made": now,
        }

    def _run_post(self, db: Session, due: Due, post: Post) -> int:
        now = self.clock()
        chat = Chat(db, now, due.workspace, post.skill, self.house)
        chat.due = due.at
        post.run(chat, Period.week_of(due.day, due.cohort))
        db.flush()
        where = [due.workspace] if post.each_workspace else []
        queue_effects(
            db.connection(),
            chat.effects,
            cause="/".join([post.key, due.day.isoformat(), *where]),
            workspace=due.workspace,
            skill=post.skill,
            kind=post.key,
            now=now,
            router=self.house.router,
            lane=SCHEDULED,
        )
        return len(chat.effects)


_zones = sa.select(person.c.zone).where(person.c.active).distinct()


def _installed(db: Connection) -> datetime:
    names = installation.c.name.in_(("installed", RESTORED))
    found = db.execute(sa.select(installation.c.value).where(names)).scalars()
    return max(map(datetime.fromisoformat, found))
