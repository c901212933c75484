"""Whether the migrations made what the models say; for tests."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, text

from bot.store.database import Database
from bot.store.tables import Table


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
    found = [str(difference) for difference in compare_metadata(context, Table.metadata)]
    return found + [line for table in tables if (line := _ids_reused(connection, table))]


def _ids_reused(connection: Connection, table: sa.Table) -> str | None:
    if connection.dialect.name != "sqlite" or not table.dialect_options["sqlite"]["autoincrement"]:
        return None
    made = connection.scalar(
        text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name}
    )
    if made is None or re.search(r"\bAUTOINCREMENT\b", made, re.IGNORECASE):
        return None
    return f"{table.name}: ids would be used again; create it with sqlite_autoincrement=True"
