"""Planning: an occurrence is claimed once, then planned in chunks, each of which is kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.delivery.courtesy import Courtesy
from bot.delivery.marks import marked
from bot.delivery.notices import Notice, is_there
from bot.delivery.nudging import NUDGE_WINDOW
from bot.delivery.planner import PLANNING, STALE, Arrivals, Due, Invited, Planner
from bot.delivery.queue import SCHEDULED, queue_effects
from bot.delivery.sheaf import Sheaf, bind, store
from bot.delivery.tables import occurrence
from bot.delivery.timetable import paused
from bot.skill import Nudge, Post
from bot.store.database import Database
from bot.store.tables import insert_new

# How many are planned in one transaction: everybody else waits for it.
CHUNK = 100
# How many are looked up at once.
PAGE = 10_000
POST_WINDOW = timedelta(hours=24)
# Skipped, and the community manager has not been told yet.
MISSED = "missed"
SKIPPED = "skipped"
TOO_LATE = "too late"
# Somebody else goes on with it, it rests, or it is no longer there.
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning an occurrence came to."""

    due: Due
    people: int
    state: str


class Planning:
    """Carries out what is due; of several processes one does, and another when that one ends."""

    def __init__(self, planner: Planner, database: Database, courtesy: Courtesy) -> None:
        self.planner = planner
        self.database = database
        self.courtesy = courtesy

    async def carry_out(self, due: Due, *, force: bool = False) -> Planned:
        """Plan one occurrence, once; it is missed when it is too late, unless by `force`."""
        planned = await self.database.write(partial(self._claim, due=due, force=force))
        if planned.state != PLANNING or not isinstance(due.plan, Nudge):
            return planned
        return await self.go_on(due, due.plan)

    async def go_on(self, due: Due, nudge: Nudge) -> Planned:
        """Plan what is left of an occurrence that was claimed."""
        now, count, spared = self.planner.clock(), 0, 0
        after: int | None = 0
        while after is not None:
            look = partial(self._left, due=due, nudge=nudge, now=now, after=after)
            if (found := await self.database.read(look)) is None:
                return Planned(due, count, "done before")
            cursor, arrivals = found
            people, after = arrivals.people, arrivals.upto
            if not await self._keep_all(due, people, cursor):
                return Planned(due, count, LEFT)
            cursor = people[-1][0].person if people else cursor
            count, spared = count + len(people), spared + arrivals.spared
        # Who is left when its time has passed, after a crash, is left out.
        state = MISSED if now - due.at > nudge.window else "planned"
        end = partial(self._end, due=due, before=cursor, spared=spared, state=state)
        await self.database.write(end)
        return Planned(due, count, state)

    async def _keep_all(
        self, due: Due, people: Sequence[tuple[Invited, datetime]], cursor: int | None
    ) -> bool:
        """Store some in chunks; False when there is no going on."""
        dialect = self.database.engine.dialect
        for start in range(0, len(people), CHUNK):
            began = time.monotonic()
            sheaf = await asyncio.to_thread(bind, dialect, due, people[start : start + CHUNK])
            keep = partial(self._keep, due=due, sheaf=sheaf, before=cursor)
            if not await self.database.write(keep):
                return False
            cursor = sheaf.last
            await self.courtesy.step_aside(began)
        return True

    def _claim(self, db: Session, due: Due, force: bool) -> Planned:
        if self._gone(db, due) or (not force and self._rests(db, due)):
            return Planned(due, 0, LEFT)
        late = not force and self._late(db, due)
        nudge = isinstance(due.plan, Nudge)
        state = MISSED if late else PLANNING if nudge else "planned"
        if not _insert(db.connection(), due, state, self.planner.clock()):
            return Planned(due, 0, "done before")
        if late or isinstance(due.plan, Nudge):
            return Planned(due, 0, state)
        return Planned(due, self._run_post(db, due, due.plan), state)

    def _gone(self, db: Session, due: Due) -> bool:
        """Whether it was deleted since it was found to be due: planning others may take minutes."""
        return isinstance(due.plan, Notice) and not is_there(db.connection(), due.plan)

    def _rests(self, db: Session, due: Due) -> bool:
        return bool(paused(db.connection(), self.planner.house, [due.plan.key]))

    def _late(self, db: Session, due: Due) -> bool:
        """Whether its time has passed, or the next one has come: two are never sent together."""
        window = NUDGE_WINDOW if isinstance(due.plan, Nudge) else POST_WINDOW
        now, when = self.planner.clock(), self.planner.timetable(db).when(due.plan)
        return now - due.at > window or when.next_after(due.at, ZoneInfo(due.cohort)) <= now

    def _left(
        self, db: Session, due: Due, nudge: Nudge, now: datetime, after: int
    ) -> tuple[int | None, Arrivals] | None:
        query = sa.select(occurrence.c.state, occurrence.c.cursor).where(*marked(due.mark))
        row = db.execute(query).one_or_none()
        # It may have been taken back since it was found.
        if row is None or row.state != PLANNING:
            return None
        after = max(after, row.cursor or 0)
        return row.cursor, self.planner.arrivals(db, due, nudge, now, after, PAGE)

    def _keep(self, db: Session, due: Due, sheaf: Sheaf, before: int | None) -> bool:
        """Store a chunk, unless another process has stored it, or the plan rests now."""
        if self._rests(db, due):
            return False
        connection, now = db.connection(), self.planner.clock()
        ours = _goes_on(due, before).values(
            cursor=sheaf.last, people=occurrence.c.people + sheaf.people, at=now
        )
        if connection.execute(ours).rowcount != 1:
            return False
        store(connection, sheaf, due.plan.key, now)
        return True

    def _end(self, db: Session, due: Due, before: int | None, spared: int, state: str) -> None:
        values = {"state": state, "reason": _reason(state), "spared": spared}
        db.execute(_goes_on(due, before).values(values))

    def _run_post(self, db: Session, due: Due, post: Post) -> int:
        planner, now = self.planner, self.planner.clock()
        chat = Chat(db, now, due.workspace, post.skill, planner.house)
        chat.due = due.at
        post.run(chat, post.period(due.day, due.cohort))
        db.flush()
        where = [due.workspace] if post.each_workspace else [due.cohort] * post.each_zone
        queue_effects(
            db.connection(),
            chat.effects,
            cause="/".join([post.key, due.day.isoformat(), *where]),
            workspace=due.workspace,
            skill=post.skill,
            kind=post.key,
            now=now,
            router=planner.house.router,
            lane=SCHEDULED,
        )
        return len(chat.effects)


def order(db: Session, due: Due) -> bool:
    """Have a nudge planned at the instant it is due; False when it was before."""
    return _insert(db.connection(), due, PLANNING, due.at - STALE)


def _insert(db: Connection, due: Due, state: str, at: datetime) -> bool:
    schedule, cohort, day = due.mark
    row = {
        "schedule": schedule,
        "cohort": cohort,
        "local_date": day,
        "state": state,
        "reason": _reason(state),
        "at": at,
        "due": due.at,
    }
    kept = insert_new(db, occurrence).execution_options(preserve_rowcount=True)
    return db.execute(kept, row).rowcount == 1


def _reason(state: str) -> str:
    return TOO_LATE if state == MISSED else ""


def _goes_on(due: Due, before: int | None) -> sa.Update:
    """A change of an occurrence that has come as far as we know; of any other, of none."""
    here = occurrence.c.cursor.is_(None) if before is None else occurrence.c.cursor == before
    return sa.update(occurrence).where(*marked(due.mark), occurrence.c.state == PLANNING, here)
