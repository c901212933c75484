"""Looking: both groups' aggregates, week by week; who is in which one is forgotten at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlalchemy.orm import Session

from bot.directory.lookup import members
from bot.directory.tables import opt_out, person
from bot.insight.experiments import chance, kept
from bot.insight.experiments.chance import Group, Look
from bot.insight.experiments.kept import Experiment
from bot.insight.experiments.lots import Lots
from bot.report import Period

# The ids of people, and how often each did it; nobody may be among them.
Counting = Callable[[Session, Period], Select[int, int] | Select[int | None, int]]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Who does not get a nudge, if anybody."""

    is_held: Callable[[int], bool] = lambda _person: False


def held_out(db: Connection, lots: Lots, nudge: str, now: datetime) -> HeldOut:
    """Who does not get a nudge now because it is tested."""
    test = kept.running(db, now).get(nudge)
    if test is None:
        return HeldOut()
    out, share = kept.outside(db, test.id), test.plan.share
    return HeldOut(lambda person: person not in out and lots.is_held(nudge, share, person))


@dataclass(frozen=True, slots=True)
class Before:
    """How large the groups would be, and the share of all who did it in as many weeks before."""

    got: int
    held: int
    base: float


def before(
    db: Session, lots: Lots, nudge: str, share: int, counting: Counting, weeks: Period
) -> Before:
    """What a test would begin with."""
    off = sa.select(opt_out.c.person_id).where(opt_out.c.kind == nudge)
    everybody = set(db.execute(members().where(person.c.id.not_in(off))).scalars())
    held = {one for one in everybody if lots.is_held(nudge, share, one)}
    did = _who(db, counting, weeks) & everybody
    # As if one more did it and one did not: what nobody has done yet is not impossible.
    base = (len(did) + 1) / (len(everybody) + 2)
    return Before(len(everybody) - len(held), len(held), base)


def looks(
    db: Session,
    lots: Lots,
    test: Experiment,
    outcomes: Mapping[str, Counting],
    zone: str,
    now: datetime,
) -> list[Look]:
    """Every look at a test that is due, those that were kept as they were."""
    found = {one.week: one for one in kept.looks(db.connection(), test.id)}
    counting = outcomes.get(test.plan.outcome)
    for week in range(1, test.weeks_done(now, zone) + 1):
        if week not in found and counting is not None:
            found[week] = _look(db, lots, test, counting, test.period(week, zone))
    return [found[week] for week in sorted(found)]


def _look(db: Session, lots: Lots, test: Experiment, counting: Counting, period: Period) -> Look:
    out = kept.outside(db.connection(), test.id)
    there = members().where(person.c.id <= test.upto)
    counted = set(db.execute(there).scalars()) - out
    nudge, share = test.plan.nudge, test.plan.share
    held = {one for one in counted if lots.is_held(nudge, share, one)}
    did = _who(db, counting, period)
    week = (period.end - period.first) // timedelta(weeks=1)
    groups = _group(counted - held, did), _group(held, did)
    return chance.look(*groups, week, test.plan.weeks, test.fewest)


def _group(people: set[int], did: set[int]) -> Group:
    return Group(len(people), len(people & did))


def _who(db: Session, counting: Counting, period: Period) -> set[int]:
    rows = db.execute(counting(db, period)).all()
    return {person for person, count in rows if person is not None and count}
