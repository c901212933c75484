"""How long it takes until so many messages have left."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.tables import hold
from bot.runtime.house import House


def eta(house: House, db: Connection, workspace: str, count: int) -> timedelta:
    """How long so many take at the rate that was last measured, else at the one that is set."""
    measured = sa.select(sa.func.min(hold.c.rate)).where(hold.c.workspace == workspace)
    rate: float = db.execute(measured).scalar() or house.conf.slack.rate_per_minute / 60
    return timedelta(seconds=count / rate)
