"""Databases for stories: a schema is migrated once a process, then made again as it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, event, inspect

from bot.store.database import Database
from bot.store.migrate import beside_nobody, upgrade

# A statement, its parameters, and whether they are those of many rows.
Statement: TypeAlias = tuple[str, Any, bool]

_made: dict[tuple[Any, ...], list[Statement]] = {}


def prepare(database: Database, homes: Mapping[str, Path]) -> None:
    """Bring the schema up to date; one that is not empty may stay as it is."""
    key = (database.kind, *map(_state, homes.items()))
    if key in _made:
        with beside_nobody(database) as connection:
            if _is_empty(connection):
                _make(connection, _made[key])
        return
    with database.engine.connect() as connection:
        from_nothing = _is_empty(connection)
    with _noting(database) as statements:
        done = upgrade(database, homes)
    # Of what another process did at the same time nothing was noted.
    if from_nothing and len(done) == sum((one / "migrations").is_dir() for one in homes.values()):
        _made[key] = statements


def _is_empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def _state(home: tuple[str, Path]) -> tuple[Any, ...]:
    """What tells one state of a home's migrations from another."""
    name, folder = home
    files = sorted((folder / "migrations").glob("*.py"))
    return name, folder, *((one.name, one.stat().st_mtime_ns) for one in files)


def _make(connection: Connection, statements: list[Statement]) -> None:
    for text, parameters, many in statements:
        connection.exec_driver_sql(text, parameters if many else parameters or None)


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
