"""Turns: what must not happen twice at once, one after another.

On SQLite there is one writer, so everything is in turn already.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

_number = sa.func.hashtextextended(sa.bindparam("turn"), 0)
turn = sa.func.pg_advisory_xact_lock(_number)

_take = sa.select(turn)


def take_turn(db: Connection, what: str) -> None:
    """Wait for others who named the same thing; hold it until this transaction ends."""
    if db.dialect.name == "postgresql":
        db.execute(_take, {"turn": what})
