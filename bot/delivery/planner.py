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
from bot.delivery.nudging import ABOUT, asked, nudged_enough
from bot.delivery.queue import NAMESPACE, SCHEDULED, queue_effects
from bot.delivery.schedule import DAYS, Schedule
from bot.delivery.tables import delivery, occurrence
from bot.directory.tables import identity, installation, person
from bot.directory.wishes import after_quiet, quiet_hours, wanted
from bot.people import Kind
from bot.report import Period
from bot.runtime.house import House
from bot.skill import Nudge, Post
from bot.store.tables import insert_new

# A schedule, whose clock or "company", and the local date: under it an occurrence is planned once.
Mark: TypeAlias = tuple[str, str, date]
# Whom a nudge is for, whom it is about if anybody, and where they are reached.
Invited: TypeAlias = tuple[int, int | None, str]

LOOK_BACK = 8
NUDGE_WINDOW = timedelta(hours=4)
POST_WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Due:
    """One occurrence: whose clock, which local date, and the instant (UTC)."""

    plan: Nudge | Post
    cohort: str
    day: date
    at: datetime

    @property
    def mark(self) -> Mark:
        """What it is planned once under."""
        cohort = self.cohort if isinstance(self.plan, Nudge) else "company"
        return self.plan.key, cohort, self.day


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
        self.workspace = ""

    @property
    def plans(self) -> list[Nudge | Post]:
        """Every schedule there is."""
        skills = self.house.skills
        return [plan for skill in skills for plan in skill.plans]

    def when(self, plan: Nudge | Post) -> Schedule:
        """When a plan is due, as the company has set it."""
        change = self.house.conf.schedules.get(plan.key)
        if change is None:
            return plan.when
        weekdays = frozenset({DAYS.index(change.on)}) if change.on else plan.when.weekdays
        return Schedule(weekdays, change.at or plan.when.at)

    def paused(self, plan: Nudge | Post) -> bool:
        """Whether the company has switched a plan off."""
        change = self.house.conf.schedules.get(plan.key)
        return change is not None and change.paused

    def due(self, db: Session) -> list[Due]:
        """Every occurrence that is due now and has not been planned yet, oldest first."""
        now, connection = self.clock(), db.connection()
        zones = sorted(set(connection.execute(_zones).scalars()))
        done = self.done(connection)
        since = _installed(connection)
        found = [
            one
            for plan in self.plans
            if not self.paused(plan)
            for cohort in (zones if isinstance(plan, Nudge) else [self.house.company.zone])
            for one in self._occurrences(plan, cohort, now)
            if one.at >= since and one.mark not in done
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
        now, company = self.clock(), self.house.company.clock
        zones = [ZoneInfo(one) for one in set(db.connection().execute(_zones).scalars())]
        return min(
            (
                self.when(plan).next_after(now, zone)
                for plan in self.plans
                if not self.paused(plan)
                for zone in (zones if isinstance(plan, Nudge) else [company])
            ),
            default=None,
        )

    def _occurrences(self, plan: Nudge | Post, cohort: str, now: datetime) -> Iterator[Due]:
        zone = ZoneInfo(cohort)
        today = now.astimezone(zone).date()
        for offset in range(LOOK_BACK):
            day = today - timedelta(days=offset)
            at = self.when(plan).due_on(day, zone)
            if at is not None and at <= now and not self._closed(day):
                yield Due(plan, cohort, day, at)

    def _closed(self, day: date) -> bool:
        return any(one.first <= day <= one.last for one in self.house.company.closures)

    def plan(self, db: Session, due: Due, *, force: bool = False) -> Planned:
        """Plan one occurrence in this transaction: once, or skipped when it is too late."""
        late = not force and self._late(due)
        state = "skipped" if late else "planned"
        if not self._claim(db.connection(), due, state):
            return Planned(due, 0, "done before")
        if late:
            return Planned(due, 0, "skipped")
        if isinstance(due.plan, Nudge):
            return Planned(due, self._plan_nudge(db, due, due.plan), "planned")
        return Planned(due, self._run_post(db, due, due.plan), "planned")

    def _late(self, due: Due) -> bool:
        """Whether its time has passed, or the next one has come: two are never sent together."""
        window = NUDGE_WINDOW if isinstance(due.plan, Nudge) else POST_WINDOW
        now, zone = self.clock(), ZoneInfo(due.cohort)
        return now - due.at > window or self.when(due.plan).next_after(due.at, zone) <= now

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
        query = (
            sa.select(
                person.c.id,
                sa.func.min(chosen.c.about) if pairs else sa.null(),
                sa.func.min(identity.c.workspace),
            )
            .join(identity, identity.c.person_id == person.c.id)
            .join(chosen, chosen.c.person == person.c.id)
            .where(
                person.c.zone == due.cohort,
                person.c.active,
                person.c.kind == Kind.MEMBER,
                wanted(nudge.key, due.day),
                *nudged_enough(nudge, week),
            )
            .group_by(person.c.id)
        )
        return [(id_, about, workspace) for id_, about, workspace in db.execute(query)]

    def _plan_nudge(self, db: Session, due: Due, nudge: Nudge) -> int:
        now, people = self.clock(), self.audience(db, due, nudge)
        if people:
            connection = db.connection()
            insert = insert_new(connection, delivery)
            quiet = quiet_hours(connection, due.cohort)
            rows = [self._row(due, *one, now, quiet.get(one[0])) for one in people]
            in_time = [row for row in rows if row["not_before"] - due.at <= NUDGE_WINDOW]
            if in_time:
                connection.execute(insert, in_time)
            return len(in_time)
        return 0

    def _row(
        self,
        due: Due,
        person_id: int,
        about: int | None,
        workspace: str,
        now: datetime,
        quiet: tuple[int, int] | None,
    ) -> dict[str, Any]:
        key, day = due.plan.key, due.day.isoformat()
        other = {} if about is None else {ABOUT: about}
        return {
            "id": uuid.uuid5(NAMESPACE, f"{key}/{day}/{person_id}"),
            "workspace": workspace,
            "lane": SCHEDULED,
            "kind": key,
            "person_id": person_id,
            "params": {"nudge": key, "date": day, "zone": due.cohort, **other},
            "state": "pending",
            "not_before": after_quiet(now, ZoneInfo(due.cohort), quiet) if quiet else now,
            "made": now,
        }

    def _run_post(self, db: Session, due: Due, post: Post) -> int:
        now = self.clock()
        chat = Chat(db, now, self.workspace, post.skill, self.house)
        post.run(chat, Period.week_of(due.day, due.cohort))
        db.flush()
        queue_effects(
            db.connection(),
            chat.effects,
            cause=f"{post.key}/{due.day.isoformat()}",
            workspace=self.workspace,
            skill=post.skill,
            kind=post.key,
            now=now,
            router=self.house.router,
            lane=SCHEDULED,
        )
        return len(chat.effects)


_zones = sa.select(person.c.zone).where(person.c.active).distinct()


def _installed(db: Connection) -> datetime:
    query = sa.select(installation.c.value).where(installation.c.name == "installed")
    return datetime.fromisoformat(db.execute(query).scalar_one())
