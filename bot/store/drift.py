"""Whether the migrations made what the models say; for tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Dialect, text

from bot.store.database import Database
from bot.store.tables import Moment, Table

# How what a model says is written in a migration, where its name alone would mislead.
WRITTEN: dict[type[sa.types.TypeEngine[Any]], str] = {
    sa.BigInteger: 'sa.BigInteger().with_variant(sa.Integer, "sqlite")',
    sa.JSON: 'sa.JSON().with_variant(JSONB, "postgresql")',
    Moment: "sa.DateTime(timezone=True)",
}


def drift(database: Database, tables: Iterable[sa.Table]) -> list[str]:
    """Each difference between these tables and the database, in words; none is an empty list."""
    return database.read_now(lambda session: _differences(session.connection(), list(tables)))


def _differences(connection: Connection, tables: list[sa.Table]) -> list[str]:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    names = {table.name for table in tables}

    def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name in names

    context = MigrationContext.configure(connection, opts={"include_object": ours})
    compared = compare_metadata(context, Table.metadata)
    found = [line for one in compared for line in _worded(one, connection.dialect)]
    return found + [line for table in tables if (line := _ids_reused(connection, table))]


def _worded(difference: Any, dialect: Dialect) -> Iterator[str]:
    """One of Alembic's differences: a step that would mend it, or a list of them for a column."""
    for step in difference if isinstance(difference, list) else [difference]:
        match step:
            case ("modify_type", _, table, column, _, made, said):
                types = made.compile(dialect), said.compile(dialect)
                yield f"{table}.{column}: {_two_types(*types)}{_hint(said)}"
            case ("modify_nullable", _, table, column, _, True, _):
                yield f"{table}.{column}: the migration lets it be NULL, the model does not"
            case ("modify_nullable", _, table, column, *_):
                yield f"{table}.{column}: the model lets it be NULL, the migration does not"
            case (str(kind), *what) if kind.startswith("add_"):
                yield f"{_named(what)} is in the model and in no migration"
            case (str(kind), *what) if kind.startswith("remove_"):
                yield f"{_named(what)} is in a migration and not in the model"
            case _:
                yield str(step)


def _two_types(made: str, said: str) -> str:
    return f"the migration makes {made}, the model says {said}"


def _hint(said: sa.types.TypeEngine[Any]) -> str:
    written = next((how for kind, how in WRITTEN.items() if isinstance(said, kind)), "")
    return f"; in a migration that is written {written}" if written else ""


def _named(what: list[Any]) -> str:
    """A table, a column, or what belongs to columns: a constraint, an index."""
    match what:
        case [sa.Table() as table]:
            return table.name
        case [_, table, sa.Column() as column]:
            return f"{table}.{column.name}"
        case [thing]:
            columns = ", ".join(column.name for column in thing.columns)
            return f"{type(thing).__name__} {thing.name or ''} on {thing.table.name} ({columns})"
        case _:
            return str(what)


def _ids_reused(connection: Connection, table: sa.Table) -> str | None:
    if connection.dialect.name != "sqlite" or not table.dialect_options["sqlite"]["autoincrement"]:
        return None
    made = connection.scalar(
        text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name}
    )
    if made is None or re.search(r"\bAUTOINCREMENT\b", made, re.IGNORECASE):
        return None
    return f"{table.name}: ids would be used again; create it with sqlite_autoincrement=True"
