"""Sealed: what the outbox keeps of nudges of which nothing may show who has answered.

A reminder is planned for everybody and counts as sent for all of a chunk at once, by the change
that takes it. Whoever has answered gets it in appearance only; that, and what became of the others,
no row, figure or log tells. So one that fails is tried a few times at once, and then no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.tables import ENDED, delivery

_taken = sa.update(delivery).where(delivery.c.id.in_(sa.bindparam("rows", expanding=True)))
_leave = _taken.values(
    state="sent", params={}, provider_ref={}, place=None, error="", lease_until=None
)


def leave(db: Connection, ids: Sequence[UUID]) -> None:
    """Count some that were just taken as sent, whatever becomes of each."""
    db.execute(_leave, {"rows": list(ids)})


def return_(db: Connection, row: Row[Any], epoch: int, at: datetime) -> bool:
    """Have one that counted as sent and whose turn has not come wait until an instant."""
    mine = delivery.c.id == row.id, delivery.c.epoch == epoch
    waits = {"state": "pending", "params": row.params, "not_before": at}
    return db.execute(sa.update(delivery).where(*mine).values(waits)).rowcount == 1


def told(row: Row[Any], is_sealed: bool) -> dict[str, str]:
    """What a log line names a row by: the id tells whom it is for."""
    return {"kind": row.kind} if is_sealed else {"delivery": str(row.id)}


def drop_kind(db: Connection, kind: str, most: int, *, waiting: bool) -> int:
    """Delete what the outbox keeps of a kind, also what is `waiting`, at most so many.

    Return how many went.
    """
    over = sa.true() if waiting else delivery.c.state.in_(ENDED)
    some = sa.select(delivery.c.id).where(delivery.c.kind == kind, over).limit(most)
    return db.execute(sa.delete(delivery).where(delivery.c.id.in_(some))).rowcount
