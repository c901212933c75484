"""Kept: which nudges are tested, since when and how long, and what each look showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.directory.tables import opt_out, person
from bot.insight.experiments.chance import Look
from bot.insight.experiments.tables import experiment, experiment_look, experiment_outside
from bot.report import Period
from bot.store.tables import insert_new


@dataclass(frozen=True, slots=True)
class Plan:
    """What a test is to find out: whether a nudge has more people reach an outcome.

    `share` percent do not get it for so many `weeks`. An effect of `detectable` would be found, if
    any would.
    """

    nudge: str
    outcome: str
    share: int
    weeks: int
    detectable: float | None


@dataclass(frozen=True, slots=True)
class Experiment:
    """A test that was begun; those with an id up to `upto` are counted, from the day `first` on."""

    id: int
    plan: Plan
    first: date
    until: datetime
    fewest: int
    upto: int
    started: datetime
    stopped: datetime | None

    def has_ended(self, now: datetime) -> bool:
        """Whether everybody gets the nudge again."""
        return self.stopped is not None or now >= self.until

    def weeks_done(self, now: datetime, zone: str) -> int:
        """How many whole weeks there are to look at."""
        end = min(now, self.stopped or now)
        done = (self.period(week, zone).end_at <= end for week in range(1, self.plan.weeks + 1))
        return sum(done)

    def period(self, week: int, zone: str) -> Period:
        """From its first day to the end of a week of it."""
        return Period(self.first, self.first + timedelta(weeks=week), zone)


def begin(
    db: Connection, plan: Plan, *, today: date, zone: str, fewest: int, by: int, now: datetime
) -> Experiment:
    """Begin a test: from now on some do not get the nudge, from tomorrow on it is counted."""
    first = today + timedelta(days=1)
    until = Period(first, first + timedelta(weeks=plan.weeks), zone).end_at
    row = {
        "nudge": plan.nudge,
        "outcome": plan.outcome,
        "share": plan.share,
        "weeks": plan.weeks,
        "detectable": plan.detectable,
        "first": first,
        "until": until,
        "fewest": fewest,
        "upto": db.execute(sa.select(sa.func.coalesce(sa.func.max(person.c.id), 0))).scalar_one(),
        "started": now,
        "started_by": by,
    }
    made = db.execute(sa.insert(experiment).returning(*experiment.c), row).one()
    without = sa.select(sa.literal(made.id), opt_out.c.person_id).where(
        opt_out.c.kind == plan.nudge
    )
    db.execute(sa.insert(experiment_outside).from_select(["experiment_id", "person_id"], without))
    return _read(made)


def stop(db: Connection, number: int, now: datetime) -> None:
    """End a test now: everybody gets the nudge again, and what was seen is kept."""
    one = sa.update(experiment).where(experiment.c.id == number, experiment.c.stopped.is_(None))
    db.execute(one.values(stopped=now))


def running(db: Connection, now: datetime) -> dict[str, Experiment]:
    """The tests that go on now, by the nudge."""
    going = experiment.c.stopped.is_(None), experiment.c.until > now
    return {row.nudge: _read(row) for row in db.execute(sa.select(experiment).where(*going))}


def latest(db: Connection) -> list[Experiment]:
    """All tests there have been, the newest first."""
    query = sa.select(experiment).order_by(experiment.c.id.desc())
    return [_read(row) for row in db.execute(query)]


def outside(db: Connection, number: int) -> set[int]:
    """Who had it switched off when a test began: they are in neither group."""
    query = sa.select(experiment_outside.c.person_id)
    return set(db.execute(query.where(experiment_outside.c.experiment_id == number)).scalars())


def looks(db: Connection, number: int) -> list[Look]:
    """What the looks at a test showed, in their order."""
    query = sa.select(experiment_look).where(experiment_look.c.experiment_id == number)
    rows = db.execute(query.order_by(experiment_look.c.week))
    return [Look(row.week, row.got, row.held, row.low, row.high) for row in rows]


def keep(db: Connection, number: int, seen: Sequence[Look]) -> None:
    """Keep looks; one that is there stays as it is, whatever has changed since."""
    for one in seen:
        row = {name: getattr(one, name) for name in ("week", "got", "held", "low", "high")}
        db.execute(insert_new(db, experiment_look), {"experiment_id": number, **row})


def _read(row: Row[Any]) -> Experiment:
    plan = Plan(row.nudge, row.outcome, row.share, row.weeks, row.detectable)
    return Experiment(
        row.id, plan, row.first, row.until, row.fewest, row.upto, row.started, row.stopped
    )
