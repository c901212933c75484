"""The bill: what of people's attention was spent in a week, and what was spared; never whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.delivery.attention import BROADCASTS, disturbs, touches
from bot.delivery.nudging import ENOUGH
from bot.delivery.tables import delivery, occurrence
from bot.directory.lookup import members
from bot.directory.tables import opt_out, preference
from bot.report import Period


@dataclass(frozen=True, slots=True)
class Week:
    """How many messages nobody asked for, to how many people, and how many had all there may be."""

    messages: int = 0
    people: int = 0
    full: int = 0

    @property
    def average(self) -> float:
        """How many each of those had who had any."""
        return round(self.messages / self.people, 1) if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Bill:
    """A week by kind: how many were sent, and how many spared because they had enough."""

    week: Week = field(default_factory=Week)
    sent: Counter[str] = field(default_factory=Counter)
    spared: Counter[str] = field(default_factory=Counter)


def bills(db: Connection, weeks: Sequence[Period], counted: Sequence[str], most: int) -> list[Bill]:
    """The bill of each of some weeks that follow each other, the latest first.

    `counted` are the kinds that count, broadcasts apart; `most` is how many there may be a week.
    """
    found = [Bill(week) for week in _weeks(db, weeks, counted, most)]
    _by_kind(db, weeks, found)
    _not_planned(db, weeks, found)
    return found


def _weeks(
    db: Connection, weeks: Sequence[Period], counted: Sequence[str], most: int
) -> list[Week]:
    number = _number(delivery.c.made, [week.start_at for week in weeks])
    had = sa.func.count().label("had")
    each = (
        sa.select(number.label("week"), had)
        .where(*touches(delivery, counted, weeks[-1].start_at, weeks[0].end_at), disturbs)
        .where(delivery.c.person_id.is_not(None))
        .group_by(delivery.c.person_id, sa.text("1"))
        .subquery()
    )
    full = sa.func.sum(sa.case((each.c.had >= most, 1), else_=0))
    columns = each.c.week, sa.func.sum(each.c.had), sa.func.count(), full
    found = {
        week: Week(int(messages), people, int(many))
        for week, messages, people, many in db.execute(sa.select(*columns).group_by(each.c.week))
    }
    return [found.get(number, Week()) for number in range(len(weeks))]


def _by_kind(db: Connection, weeks: Sequence[Period], found: Sequence[Bill]) -> None:
    number = _number(delivery.c.made, [week.start_at for week in weeks])
    enough = sa.and_(delivery.c.state == "cancelled", delivery.c.error == ENOUGH)
    sent = sa.func.sum(sa.case((delivery.c.state == "sent", 1), else_=0))
    spared = sa.func.sum(sa.case((enough, 1), else_=0))
    within = delivery.c.made >= weeks[-1].start_at, delivery.c.made < weeks[0].end_at
    query = (
        sa.select(_kind(delivery.c.kind).label("kind"), number.label("week"), sent, spared)
        .where(*within, delivery.c.person_id.is_not(None))
        .group_by(sa.text("1"), sa.text("2"))
    )
    for kind, week, gone, left in db.execute(query):
        found[week].sent[kind] += gone
        found[week].spared[kind] += left


def _not_planned(db: Connection, weeks: Sequence[Period], found: Sequence[Bill]) -> None:
    """Who was spared before anything was planned for them."""
    number = _number(occurrence.c.local_date, [week.first for week in weeks])
    within = occurrence.c.local_date >= weeks[-1].first, occurrence.c.local_date < weeks[0].end
    query = (
        sa.select(
            _kind(occurrence.c.schedule).label("kind"),
            number.label("week"),
            sa.func.sum(occurrence.c.spared),
        )
        .where(*within)
        .group_by(sa.text("1"), sa.text("2"))
    )
    for kind, week, spared in db.execute(query):
        found[week].spared[kind] += spared


def switched_off(db: Connection) -> dict[str, int]:
    """How many of those who work here do without each kind."""
    ours = opt_out.c.person_id.in_(members())
    query = sa.select(opt_out.c.kind, sa.func.count().label("people")).where(ours)
    return {row.kind: row.people for row in db.execute(query.group_by(opt_out.c.kind))}


def resting(db: Connection, today: date) -> int:
    """How many of those who work here get nothing unasked for a while."""
    rests = preference.c.snoozed_until >= today, preference.c.person_id.in_(members())
    return db.execute(sa.select(sa.func.count()).where(*rests)).scalar_one()


def _number(column: ColumnElement[Any], starts: Sequence[Any]) -> ColumnElement[int]:
    """Which of the weeks it is, by when they begin."""
    *later, _ = enumerate(starts)
    return sa.case(*((column >= start, number) for number, start in later), else_=len(later))


def _kind(column: ColumnElement[str]) -> ColumnElement[str]:
    """What is written to many is one kind."""
    return sa.case((column.startswith(BROADCASTS), BROADCASTS), else_=column)
