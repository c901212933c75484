"""Merging: two entries that turn out to be one person become one, with all that hangs on them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import person
from bot.store.tables import Table


def merge(db: Connection, old: int, new: int) -> None:
    """Let everything that refers to one person's entry refer to another's, and remove the first.

    Where both have the same, such as a cheer for the same thing, it stays once.
    """
    there = set(sa.inspect(db).get_table_names())
    for table in Table.metadata.sorted_tables:
        if table.name in there:
            for column in _of_people(table):
                _move(db, table, column, old, new)
    db.execute(sa.delete(person).where(person.c.id == old))


def _of_people(table: sa.Table) -> list[sa.Column[int]]:
    return [
        column
        for column in table.columns
        if any(key.column is person.c.id for key in column.foreign_keys)
    ]


def _move(db: Connection, table: sa.Table, column: sa.Column[int], old: int, new: int) -> None:
    ours = column == old
    if column.primary_key:
        twin = table.alias()
        rest = [one for one in table.primary_key if one is not column]
        both = sa.and_(twin.c[column.name] == new, *(twin.c[one.name] == one for one in rest))
        db.execute(sa.delete(table).where(ours, sa.exists().where(both)))
    db.execute(sa.update(table).where(ours).values({column.name: new}))
