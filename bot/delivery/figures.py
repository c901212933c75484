"""How the outbox stands, in figures."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.cards import Fact
from bot.delivery import backlog
from bot.delivery.tables import delivery
from bot.directory.tables import person
from bot.people import Kind
from bot.texts import Value, core

UNDER_WAY = ("pending", "sending", "unknown")


def counts(db: Connection) -> dict[str, int]:
    """How many deliveries are in each state."""
    query = sa.select(delivery.c.state, sa.func.count().label("count_")).group_by(delivery.c.state)
    return {row.state: row.count_ for row in db.execute(query)}


def behind(db: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many deliveries are due and have not left, and since when the oldest of them is."""
    due = delivery.c.state.in_(UNDER_WAY), delivery.c.not_before <= now
    query = sa.select(sa.func.count(), sa.func.min(delivery.c.not_before)).where(*due)
    count, since = db.execute(query).one()
    return count, since


def health(db: Connection) -> list[Fact]:
    """People known, messages sent, waiting and failed."""
    members = sa.select(sa.func.count()).where(person.c.active, person.c.kind == Kind.MEMBER)
    states, lost = counts(db), backlog.lost(db)
    return [
        Fact(core("health.people"), db.execute(members).scalar_one()),
        Fact(core("health.sent"), states.get("sent", 0)),
        Fact(core("health.waiting"), sum(states.get(state, 0) for state in UNDER_WAY)),
        Fact(core("health.failed"), _failed(states.get("failed", 0))),
        *([Fact(core("health.jobs_failed"), _failed(lost))] if lost else []),
    ]


def _failed(number: int) -> Value:
    return core("health.failed_see", number=number) if number else 0
