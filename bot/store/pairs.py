"""A table in two databases: the same columns, each as its database keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.types import NullType

from bot.errors import BotError
from bot.store.tables import Moment

# What the distributed engine makes for itself, at its start.
ENGINE = "procrastinate_"


class Written(sa.TypeDecorator[str]):
    """JSON as it is written, so that nothing and JSON's own null stay apart."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: sa.JSON) -> None:
        super().__init__()
        self.kind = kind

    def column_expression(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
        return sa.cast(sa.type_coerce(column, NullType()), sa.Text)

    def bind_expression(self, bindparam: sa.BindParameter[str]) -> sa.ColumnElement[Any]:
        return sa.cast(bindparam, self.kind)


@dataclass(frozen=True)
class Pair:
    """One table here and there; `key` tells its rows apart, `json` are its columns with JSON."""

    here: sa.Table
    there: sa.Table
    key: tuple[str, ...]
    json: frozenset[str]

    @property
    def name(self) -> str:
        """What it is called in both."""
        return self.there.name

    def digest(self, row: Mapping[str, Any]) -> int:
        """A number for a row that is the same in both databases."""
        plain = [_plain(row[name], name in self.json) for name in sorted(row)]
        return int.from_bytes(blake2b(repr(plain).encode("utf-8", "surrogatepass")).digest()[:16])


def names(db: Connection) -> list[str]:
    """The tables in a database that are Piazza's own."""
    return [one for one in sa.inspect(db).get_table_names() if not one.startswith(ENGINE)]


def pairs(here: Connection, there: Connection) -> Iterator[Pair]:
    """Every table of both databases, what is referred to first; BotError for one that misses."""
    mine, other = _reflected(here), _reflected(there)
    for table in mine.sorted_tables:
        found = other.tables.get(table.name)
        if found is None or {*found.c.keys()} != {*table.c.keys()}:
            raise BotError(
                f"{table.name}: no skill that is installed has such a table; install the skill it"
                " belongs to, or drop it"
            )
    for table in other.sorted_tables:
        yield _pair(mine.tables[table.name], table, (here.dialect.name, there.dialect.name))


def _reflected(db: Connection) -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(db, only=names(db))
    return found


def _pair(here: sa.Table, there: sa.Table, dialects: tuple[str, str]) -> Pair:
    # SQLite doesn't know what a column really is, and two of its files need not know it.
    kinds = there if dialects[1] == "postgresql" else here
    known = "postgresql" in dialects
    json_ = frozenset(one.name for one in kinds.c if isinstance(one.type, sa.JSON))
    tables = [
        sa.Table(
            kinds.name,
            sa.MetaData(),
            *(
                sa.Column(one.name, _type(one.type, dialect) if known else NullType())
                for one in kinds.c
            ),
        )
        for dialect in dialects
    ]
    return Pair(tables[0], tables[1], tuple(kinds.primary_key.columns.keys()), json_)


def _type(kind: sa.types.TypeEngine[Any], dialect: str) -> sa.types.TypeEngine[Any]:
    """How a column of this kind on PostgreSQL is read and written on either."""
    if isinstance(kind, sa.JSON):
        return Written(kind) if dialect == "postgresql" else sa.Text()
    generic = kind.as_generic()
    if isinstance(generic, sa.DateTime) and generic.timezone:
        return Moment()
    return generic


def _plain(value: Any, is_json: bool) -> str:
    """A value in one spelling: JSONB keeps neither the order of keys nor how a number is put."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_json and isinstance(value, str):
        read = json.loads(value, parse_float=_number, parse_int=_number)
        return json.dumps(read, sort_keys=True)
    return repr(value)


def _number(digits: str) -> str:
    return f"{Decimal(digits).normalize():f}"
