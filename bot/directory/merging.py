"""Merging: entries that turn out to be one person become one, with all that hangs on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection, FromClause

from bot.directory import reconciling
from bot.directory.renaming import rename
from bot.directory.tables import ID, identity, person
from bot.privacy.ballots import merged
from bot.store.pages import packed, unpacked
from bot.store.tables import Table

_PAIR = [sa.Column("gone", ID), sa.Column("kept", ID)]


def merge(db: Connection, pairs: Mapping[int, int]) -> None:
    """Let everything that refers to one person's entry refer to another's, and remove the first.

    `pairs` has the entry that stays by the one that goes. Where both have the same, such as a cheer
    for the same thing, it stays once.
    """
    merged(db, pairs)
    there = set(sa.inspect(db).get_table_names())
    tables = [one for one in Table.metadata.sorted_tables if one.name in there]
    for some in _one_by_one(pairs):
        reconciling.reconcile(db, some)
        rename(db, some)
        page = packed({"gone": gone, "kept": kept} for gone, kept in some.items())
        pairs_ = unpacked(db.dialect.name, _PAIR)
        db.execute(_keep_home(pairs_), page)
        for table in tables:
            for column in _of_people(table):
                for statement in _moves(table, column, pairs_):
                    db.execute(statement, page)
        db.execute(sa.delete(person).where(person.c.id.in_(sa.select(pairs_.c.gone))), page)


def _one_by_one(pairs: Mapping[int, int]) -> Iterator[Mapping[int, int]]:
    """The same, so that nobody is to stay for two at once: these may have the same, too."""
    left = dict(pairs)
    while left:
        some = {kept: gone for gone, kept in left.items()}
        yield {gone: kept for kept, gone in some.items()}
        left = {gone: kept for gone, kept in left.items() if some[kept] != gone}


def _keep_home(pairs: FromClause) -> sa.Update:
    """Where somebody was until now they are still reached."""
    other = person.alias("other")
    theirs = sa.select(other.c.home).where(other.c.id == pairs.c.gone).scalar_subquery()
    first = sa.select(sa.func.min(identity.c.workspace)).where(identity.c.person_id == person.c.id)
    homeless = person.c.id == pairs.c.kept, person.c.home.is_(None)
    found = sa.func.coalesce(theirs, first.scalar_subquery())
    return sa.update(person).where(*homeless).values(home=found)


def _of_people(table: sa.Table) -> list[sa.Column[int]]:
    return [
        column
        for column in table.columns
        if any(key.column is person.c.id for key in column.foreign_keys)
    ]


def _moves(table: sa.Table, column: sa.Column[int], pairs: FromClause) -> Iterator[sa.Executable]:
    for unique in _unique(table):
        if column.name in unique:
            twin = table.alias("twin")
            rest = [twin.c[name] == table.c[name] for name in unique if name != column.name]
            both = pairs.c.gone == column, twin.c[column.name] == pairs.c.kept, *rest
            yield sa.delete(table).where(sa.exists().where(*both).correlate(table))
    yield sa.update(table).where(column == pairs.c.gone).values({column.name: pairs.c.kept})


def _unique(table: sa.Table) -> list[list[str]]:
    """The columns that together are another in each row."""
    constraints = [
        one
        for one in table.constraints
        if isinstance(one, sa.PrimaryKeyConstraint | sa.UniqueConstraint)
    ]
    indexes = [one for one in table.indexes if one.unique]
    return [[column.name for column in one.columns] for one in (*constraints, *indexes)]
