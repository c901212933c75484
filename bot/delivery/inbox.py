"""The inbox: what has come in counts once, and what one person does happens in turn."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.delivery.tables import inbox
from bot.store.turns import turn

_columns = ("source", "key", "at")
# One statement takes the turn and the note. PostgreSQL's driver forgets how many rows an INSERT
# made unless told to keep it.
_in_turn = sa.select(
    *(sa.bindparam(name, type_=inbox.c[name].type) for name in _columns)
).select_from(sa.select(turn).subquery())
_take = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(inbox)
    .from_select(_columns, _in_turn)
    .on_conflict_do_nothing()
    .execution_options(preserve_rowcount=True),
}


def take(db: Connection, source: str, key: str, who: str, now: datetime) -> bool:
    """Note that something came in from somebody; False when it was there already.

    Belongs into the interaction's own transaction: what is refused leaves no note. Until that ends,
    nothing else of the same person goes on, so that a limit can't be passed by doing two things at
    once.
    """
    row = {"source": source, "key": _stored(key), "at": now}
    if db.dialect.name == "postgresql":
        row["turn"] = f"{source}/{who}"
    return db.execute(_take[db.dialect.name], row).rowcount == 1


def give_back(db: Connection, source: str, key: str) -> None:
    """Drop the note on what has led to nothing yet: it may come in again."""
    mine = inbox.c.source == source, inbox.c.key == _stored(key)
    db.execute(sa.delete(inbox).where(*mine))


def _stored(key: str) -> str:
    # A key may name who it was; what is kept of it only has to be the same the next time.
    return sha256(key.encode()).hexdigest()


def prune(db: Connection, before: datetime) -> int:
    """Drop notes too old to be sent again by any platform; return how many went."""
    return db.execute(sa.delete(inbox).where(inbox.c.at < before)).rowcount
