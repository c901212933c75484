"""Audiences: who was asked in which round, for as long as rounds are compared."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.tables import ballot_audience, ballot_round


def asked(db: Connection, person: int) -> int:
    """Of how many rounds it is kept that somebody was asked in them."""
    query = sa.select(sa.func.count()).where(ballot_audience.c.person_id == person)
    return db.execute(query).scalar_one()


def drop(db: Connection, before: datetime, most: int) -> int:
    """Delete who was asked in rounds that opened before an instant and have ended.

    Return how many went.
    """
    ended = ballot_round.c.closed.is_not(None)
    old = sa.select(ballot_round.c.id).where(ballot_round.c.opened < before, ended)
    key = ballot_audience.c.round_id, ballot_audience.c.person_id
    some = sa.select(*key).where(ballot_audience.c.round_id.in_(old)).limit(most)
    return db.execute(sa.delete(ballot_audience).where(sa.tuple_(*key).in_(some))).rowcount
