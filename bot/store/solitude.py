"""Solitude: one transaction beside which no other Piazza has the database open, nor can open it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection, inspect

from bot.errors import BotError
from bot.store import sqlite
from bot.store.database import Database
from bot.store.migrate import alone_on_postgres

_others = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = :name AND pid <> pg_backend_pid()"
)


class InUse(BotError):
    """Another Piazza, or another program, has the database open."""

    def __init__(self, which: str) -> None:
        super().__init__(
            f"{which}: somebody has it open; stop Piazza (and whatever else looks into it), then"
            " say this again"
        )


@contextmanager
def without_others(database: Database) -> Iterator[Connection]:
    """Raise `InUse` while anybody is there; what was done is kept at the end, undone by an error.

    The database must not have been asked anything before.
    """
    with database.naming_busy(), database.engine.connect() as connection:
        within = _on_sqlite if database.kind == "sqlite" else _on_postgres
        with within(connection):
            yield connection


@contextmanager
def _on_sqlite(connection: Connection) -> Iterator[None]:
    try:
        # Only who is alone can leave this mode, and nobody can enter it again before the end.
        sqlite.driver(connection).execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if sqlite.busy(error) is None:
            raise
        raise InUse(str(connection.engine.url.database)) from error
    with connection.begin():
        yield


@contextmanager
def _on_postgres(connection: Connection) -> Iterator[None]:
    with alone_on_postgres(connection):
        _refuse_others(connection)
        prepare = connection.dialect.identifier_preparer.quote
        names = ", ".join(map(prepare, inspect(connection).get_table_names()))
        if names:
            connection.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        # Whoever came in before the lock is seen now; whoever comes later waits for it.
        _refuse_others(connection)
        yield


def _refuse_others(connection: Connection) -> None:
    from bot.store.postgres import NAME  # its driver is loaded where it is used

    if connection.execute(_others, {"name": NAME}).scalar_one():
        raise InUse(str(connection.engine.url.database))
