"""The inbox: what has come in counts once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.delivery.tables import inbox

# PostgreSQL's driver forgets how many rows an INSERT made unless told to keep it.
_take = {
    name: insert(inbox).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def take(db: Connection, source: str, key: str, now: datetime) -> bool:
    """Note that something came in; False when it was there already.

    Belongs into the interaction's own transaction: what is refused leaves no note.
    """
    row = {"source": source, "key": key, "at": now}
    return db.execute(_take[db.dialect.name], row).rowcount == 1


def prune(db: Connection, before: datetime) -> int:
    """Drop notes too old to be sent again by any platform; return how many went."""
    return db.execute(sa.delete(inbox).where(inbox.c.at < before)).rowcount
