"""Turns: what must not happen twice at once, one after another.

On SQLite there is one writer, so everything is in turn already.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

_number = sa.func.hashtextextended(sa.bindparam("turn"), 0)
turn = sa.func.pg_advisory_xact_lock(_number)

_take = sa.select(turn)
_share = sa.select(sa.func.pg_advisory_xact_lock_shared(_number))


def take_turn(db: Connection, what: str, *, shared: bool = False) -> None:
    """Wait for others who named the same thing; hold it until this transaction ends.

    Those who hold it `shared` wait for the others only.
    """
    if db.dialect.name == "postgresql":
        db.execute(_share if shared else _take, {"turn": what})
