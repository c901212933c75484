"""Whether a database has just the columns that the models name: a short look, at each start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.orm import Session

from bot.store.database import Database

Columns: TypeAlias = Mapping[str, ReflectedColumn]


def misfits(database: Database, tables: Sequence[sa.Table]) -> list[str]:
    """What is wrong with the database for code with these tables, each in a few words."""
    return database.read_now(lambda session: _misfits(session, tables)) if tables else []


def _misfits(session: Session, tables: Sequence[sa.Table]) -> list[str]:
    names = [table.name for table in tables]
    # Alembic would tell more, and takes longer to load than Piazza takes to start.
    reflected = sa.inspect(session.connection()).get_multi_columns(filter_names=names)
    there = {name: {one["name"]: one for one in made} for (_, name), made in reflected.items()}
    lacking = [name for table in tables for name in _lacking(table, there.get(table.name))]
    spare = [name for table in tables for name in _spare(table, there.get(table.name, {}))]
    return [
        *([f"lacks {', '.join(lacking)}, which the model has"] if lacking else []),
        *([f"wants {', '.join(spare)}, which the model has not"] if spare else []),
    ]


def _lacking(table: sa.Table, made: Columns | None) -> list[str]:
    if made is None:
        return [table.name]
    return [f"{table.name}.{name}" for name in sorted(_names(table) - made.keys())]


def _spare(table: sa.Table, made: Columns) -> list[str]:
    """The unknown columns that refuse every new row; others stay empty and hurt nobody."""
    return [
        f"{table.name}.{name}"
        for name in sorted(made.keys() - _names(table))
        if not made[name]["nullable"] and made[name]["default"] is None
    ]


def _names(table: sa.Table) -> set[str]:
    return {column.name for column in table.columns}
