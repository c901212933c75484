"""Databases for stories: a schema is migrated once a process, then made again as it was made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, event, inspect

from bot.store import sqlite
from bot.store.database import Database
from bot.store.migrate import beside_nobody, upgrade

# A statement, its parameters, and whether they are those of many rows.
Statement: TypeAlias = tuple[str, Any, bool]

_made: dict[tuple[Any, ...], Callable[[Database], None]] = {}


def prepare(database: Database, homes: Mapping[str, Path]) -> None:
    """Bring the schema up to date; one that is not empty may stay as it is."""
    with_tables = {name: home for name, home in homes.items() if (home / "migrations").is_dir()}
    key = (database.kind, *map(_state, with_tables.items()))
    if make := _made.get(key):
        make(database)
        return
    with database.engine.connect() as connection:
        from_nothing = _is_empty(connection)
    with _noting(database) as statements:
        done = upgrade(database, homes)
    # Of what another process did at the same time nothing was noted.
    if from_nothing and len(done) == len(with_tables):
        copying = database.kind == "sqlite"
        _made[key] = _copying(database) if copying else partial(_make, _joined(statements))


def _is_empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def _state(home: tuple[str, Path]) -> tuple[Any, ...]:
    """What tells one state of a home's migrations from another."""
    name, folder = home
    files = sorted((folder / "migrations").glob("*.py"))
    return name, folder, *((one.name, one.stat().st_mtime_ns) for one in files)


def _copying(database: Database) -> Callable[[Database], None]:
    """Keep what an SQLite file holds; returns what copies it into an empty one."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with database.engine.connect() as connection:
        sqlite.driver(connection).backup(kept)

    def copy(to: Database) -> None:
        with to.engine.connect() as connection:
            empty = _is_empty(connection)
            connection.rollback()
            if empty:
                kept.backup(sqlite.driver(connection))

    return copy


def _make(statements: list[Statement], database: Database) -> None:
    with beside_nobody(database) as connection:
        if _is_empty(connection):
            for text, parameters, many in statements:
                connection.exec_driver_sql(text, parameters if many else parameters or None)


def _joined(statements: list[Statement]) -> list[Statement]:
    """The same, with those that have no parameters sent together."""
    found: list[Statement] = []
    for alone, group in groupby(statements, key=lambda one: bool(one[1])):
        some = list(group)
        found += some if alone else [(";\n".join(text for text, _, _ in some), None, False)]
    return found


@contextmanager
def _noting(database: Database) -> Iterator[list[Statement]]:
    """Note whatever changes something."""
    statements: list[Statement] = []

    def note(_db: Any, _cursor: Any, text: str, given: Any, _context: Any, many: bool) -> None:
        if not text.lstrip().startswith(("SELECT", "PRAGMA", "SET")):
            statements.append((text, given, many))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
