"""How long it takes until so many messages have left."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.governor import NEAR, SLOWER, STEP
from bot.delivery.tables import hold
from bot.runtime.house import House


def eta(house: House, db: Connection, workspace: str, count: int) -> timedelta:
    """How long so many take, as the governor goes faster, up to what the workspace once refused."""
    mine = sa.and_(hold.c.workspace == workspace, hold.c.verb == "post")
    refused: float | None = db.execute(sa.select(hold.c.rate).where(mine)).scalar()
    begin, most = house.conf.slack.rate_per_minute / 60, house.conf.slack.most_per_minute / 60
    step = most * STEP
    if refused is not None:
        begin, most = refused, refused / SLOWER * NEAR
    return timedelta(seconds=_seconds(count, begin, most, step))


def _seconds(count: int, begin: float, most: float, step: float) -> float:
    """For so many at a rate that grows by a step each second until it is the most."""
    growing = max(most - begin, 0) / step
    meanwhile = (begin + most) / 2 * growing
    if count >= meanwhile:
        return growing + (count - meanwhile) / most
    return (sqrt(begin**2 + 2 * step * count) - begin) / step
