"""The timetable: when each plan is due and whether it is paused.

A skill declares it, `app.yaml` changes that, and what the community manager says comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.notices import Notice, notices
from bot.delivery.schedule import DAYS, Schedule, stored, unstored
from bot.delivery.tables import schedule_change
from bot.skill import Nudge, Post
from bot.store.tables import insert_new
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from bot.runtime.house import House
    from bot.runtime.sections import ScheduleChange

# Under this plans are paused and resumed, one after the other.
SWITCHING = "switching"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a plan, and when; `by` is nobody for the command line."""

    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What the community manager changed about a plan; what is None is as it was."""

    when: Schedule | None = None
    moved: Said | None = None
    paused: bool | None = None
    switched: Said | None = None


NOTHING = Change()


class Timetable:
    """Every plan as it stands at one moment; read it anew for the next."""

    def __init__(
        self, house: House, changes: Mapping[str, Change], notices: Sequence[Notice] = ()
    ) -> None:
        self.house = house
        self.notices = notices
        self._changes = changes

    @classmethod
    def of(cls, db: Connection, house: House) -> Self:
        """The timetable as the database has it."""
        rows = db.execute(sa.select(schedule_change)).all()
        return cls(house, {row.schedule: _change(row) for row in rows}, notices(db))

    @property
    def plans(self) -> list[Nudge | Post]:
        """Every plan there is."""
        declared = [plan for skill in self.house.skills for plan in skill.plans]
        return [*declared, *self.notices]

    @property
    def people(self) -> set[int]:
        """The ids of who changed any of them."""
        said = (one for each in self._changes.values() for one in (each.moved, each.switched))
        return {one.by for one in said if one and one.by is not None}

    def change(self, plan: Nudge | Post) -> Change:
        """What the community manager changed about a plan."""
        return self._changes.get(plan.key, NOTHING)

    def when(self, plan: Nudge | Post) -> Schedule:
        """When a plan is due."""
        return self.change(plan).when or self._set(plan)

    def paused(self, plan: Nudge | Post) -> bool:
        """Whether a plan is switched off."""
        said = self.change(plan).paused
        if said is not None:
            return said
        settings = self.settings(plan)
        return settings is not None and settings.paused

    def since(self, plan: Nudge | Post, beginning: datetime) -> datetime:
        """From when on a plan is due as it stands: what a change came too late for is left out."""
        change = self.change(plan)
        if isinstance(plan, Notice):
            beginning = max(beginning, plan.made)
        return max([beginning, *(one.at for one in (change.moved, change.switched) if one)])

    def settings(self, plan: Nudge | Post) -> ScheduleChange | None:
        """What `app.yaml` says of a plan."""
        return self.house.conf.schedules.get(plan.key)

    def _set(self, plan: Nudge | Post) -> Schedule:
        """When a plan is due as its skill declares it and the company has set it."""
        settings = self.settings(plan)
        if settings is None:
            return plan.when
        weekdays = frozenset({DAYS.index(settings.on)}) if settings.on else plan.when.weekdays
        return Schedule(weekdays, settings.at or plan.when.at)


def resting(db: Connection, before: datetime) -> int:
    """How many plans somebody has switched off before an instant and not on again."""
    off = schedule_change.c.paused, schedule_change.c.switched < before
    return db.execute(sa.select(sa.func.count()).where(*off)).scalar_one()


def paused(db: Connection, house: House, plans: Iterable[str]) -> set[str]:
    """Which of some plans are switched off, by their keys."""
    keys = set(plans)
    columns = schedule_change.c.schedule, schedule_change.c.paused
    query = sa.select(*columns).where(columns[0].in_(keys), columns[1].is_not(None))
    said = {row.schedule: row.paused for row in db.execute(query)} if keys else {}
    conf = house.conf.schedules
    return {key for key in keys if said.get(key, key in conf and conf[key].paused)}


def move(db: Connection, plan: str, when: Schedule, said: Said) -> None:
    """Have a plan be due at other times from now on."""
    days, time = stored(when)
    _keep(db, plan, days=days, time=time, moved=said.at, moved_by=said.by)


def switch(db: Connection, plan: str, said: Said, *, paused: bool) -> None:
    """Pause a plan, or let it go on."""
    # Whoever puts off what of it was due does so before, or not at all.
    take_turn(db, SWITCHING)
    _keep(db, plan, paused=paused, switched=said.at, switched_by=said.by)


def _keep(db: Connection, plan: str, **values: Any) -> None:
    db.execute(insert_new(db, schedule_change), {"schedule": plan})
    db.execute(sa.update(schedule_change).where(schedule_change.c.schedule == plan).values(values))


def _change(row: Row[Any]) -> Change:
    when = unstored(row.days, row.time) if row.time is not None else None
    moved = Said(row.moved_by, row.moved) if row.moved else None
    switched = Said(row.switched_by, row.switched) if row.switched else None
    return Change(when, moved, row.paused, switched)
