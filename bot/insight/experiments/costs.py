"""Costs: what a nudge takes of people's time, and how often what it is meant for follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.delivery.tables import delivery, occurrence
from bot.insight.experiments.looking import Counting
from bot.report import Period

WEEKS = 4
# To notice a short message, read it and go back to work.
SECONDS = 10
# What comes on one day is thought to follow when it is done by the end of the next.
DAYS = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """How many messages arrived in the last weeks."""

    sent: int = 0

    @property
    def minutes(self) -> int:
        """How long people have read, all together."""
        return round(self.sent * SECONDS / 60)


def costs(db: Connection, now: datetime) -> Mapping[str, Cost]:
    """What each kind of message has cost lately."""
    lately = delivery.c.made > now - timedelta(weeks=WEEKS), delivery.c.state == "sent"
    query = sa.select(delivery.c.kind, sa.func.count()).where(*lately).group_by(delivery.c.kind)
    return {kind: Cost(sent) for kind, sent in db.execute(query)}


def followed(
    db: Session, nudge: str, counting: Counting, zone: str, now: datetime, fewest: int
) -> int | None:
    """After how many in a hundred the outcome followed soon; None where it reached too few."""
    people = done = 0
    for day in _days(db.connection(), nudge, now):
        got, did = _day(db, nudge, counting, Period(day, day + timedelta(days=DAYS), zone))
        people, done = people + got, done + did
    return round(100 * done / people) if people >= fewest else None


def _days(db: Connection, nudge: str, now: datetime) -> Sequence[date]:
    since = (now - timedelta(weeks=WEEKS)).date()
    query = sa.select(occurrence.c.local_date).distinct()
    mine = occurrence.c.schedule == nudge, occurrence.c.local_date > since
    return db.execute(query.where(*mine)).scalars().all()


def _day(db: Session, nudge: str, counting: Counting, soon: Period) -> tuple[int, int]:
    chosen = counting(db, soon).subquery()
    who, times = list(chosen.columns)
    within = delivery.c.made >= soon.start_at, delivery.c.made < soon.end_at
    did = sa.select(who).where(times > 0, who.is_not(None))
    query = sa.select(
        sa.func.count(), sa.func.sum(sa.case((delivery.c.person_id.in_(did), 1), else_=0))
    ).where(delivery.c.kind == nudge, delivery.c.state == "sent", *within)
    got, done = db.execute(query).one()
    return got, int(done or 0)
