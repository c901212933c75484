"""Where a database has moved to: a mark by which nobody goes on with the one that was left."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection, inspect

from bot.errors import SetupError
from bot.store.database import Database

MOVED, ARRIVING = "moved", "arriving"

_installation = sa.table("installation", sa.column("name"), sa.column("value"))
_marks = sa.select(_installation.c.name, _installation.c.value).where(
    _installation.c.name.in_((MOVED, ARRIVING))
)


def marks(db: Connection) -> dict[str, str]:
    """The marks a database bears, each with the other database's address."""
    if not inspect(db).has_table("installation"):
        return {}
    return {row.name: row.value for row in db.execute(_marks)}


def mark(db: Connection, name: str, other: str) -> None:
    """Say of a database that it has moved, or that a move to it is not finished."""
    db.execute(sa.insert(_installation), {"name": name, "value": other})


def unmark(db: Connection) -> None:
    """Let a database be used again."""
    if inspect(db).has_table("installation"):
        db.execute(sa.delete(_installation).where(_installation.c.name.in_((MOVED, ARRIVING))))


def refuse_moved(database: Database) -> None:
    """SetupError for a database that somebody else has taken over, or has not yet become whole."""
    found = database.read_now(lambda session: marks(session.connection()))
    if ARRIVING in found:
        raise SetupError(
            f"a move to this database from {found[ARRIVING]} was broken off; say `piazza db move`"
            " again, with DATABASE_URL as it was then"
        )
    if MOVED in found:
        raise SetupError(
            f"this database has moved to {found[MOVED]}; set DATABASE_URL to that one, or say"
            " `piazza db restored` to go back to this one as it was then"
        )
