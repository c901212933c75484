"""Moving: everything from one database into an empty one, compared before anybody uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import BotError, SetupError
from bot.store.database import Database
from bot.store.history import history
from bot.store.migrate import apply
from bot.store.moved import ARRIVING, MOVED, mark, marks, unmark
from bot.store.numbering import take_numbers
from bot.store.pairs import Pair, names, pairs
from bot.store.solitude import without_others
from bot.store.status import core_first, schema_status, version_table

VERSIONS = version_table("")
CHUNK = 500
# What a value that the other database can't keep makes of an insert, or of reading it.
UNFIT = (DBAPIError, ValueError, OverflowError, TypeError)

Shown = Callable[[int], None]


@dataclass(frozen=True)
class Moved:
    """What was moved."""

    tables: int
    rows: int


@dataclass(frozen=True)
class Ends:
    """From where to where, each with the address by which it is told of."""

    source: Database
    target: Database
    here: str
    there: str


def move(
    ends: Ends,
    homes: Callable[[Sequence[str]], Mapping[str, Path]],
    progress: Callable[[int], Any],
) -> Moved:
    """Move all of a database into an empty one; only the newer can be used afterwards.

    `homes` gives the homes of the schemas of these names. Broken off, it can be said again.
    """
    with without_others(ends.source) as here:
        with without_others(ends.target) as there:
            _refuse(here, there, ends)
            unmark(here)
            _make(here, there, homes)
            moved = _copy(here, there, progress)
            mark(there, ARRIVING, ends.here)
        # Only from here on the newer one is whole, and until the older one is marked it waits.
        mark(here, MOVED, ends.there)
    with without_others(ends.target) as there:
        unmark(there)
    return moved


def _refuse(here: Connection, there: Connection, ends: Ends) -> None:
    """Make sure that there is something to move and room for it."""
    if not names(here):
        raise BotError(f"{ends.here}: there is nothing to move; say in DATABASE_URL what is")
    found = names(there)
    if ARRIVING in marks(there):
        _drop(there, found)
    elif found:
        raise BotError(
            f"{ends.there}: is not empty, it holds {', '.join(sorted(found)[:3])}; name an empty"
            " database"
        )
    elif gone := marks(here).get(MOVED):
        raise SetupError(f"this database has moved to {gone} before; see `piazza db restored`")


def _drop(db: Connection, found: Sequence[str]) -> None:
    """Empty what an earlier move has left."""
    left = sa.MetaData()
    left.reflect(db, only=found)
    left.drop_all(db)


def _make(
    here: Connection, there: Connection, homes: Callable[[Sequence[str]], Mapping[str, Path]]
) -> None:
    """Make the schema as it is here, revision by revision."""
    if there.dialect.name == "sqlite":
        there.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    found = [one.removeprefix(VERSIONS) for one in names(here) if one.startswith(VERSIONS)]
    known = homes(found)
    for name in core_first(known):
        line = history(name, known[name])
        if line is None:
            raise SetupError(f"{name}: its tables are here, and its migrations are not")
        state = schema_status(here, name, line)
        state.refuse_newer()
        apply(there, name, known[name], state.current or "base")


def _copy(here: Connection, there: Connection, progress: Callable[[int], Any]) -> Moved:
    found = list(pairs(here, there))
    for pair in reversed(found):
        there.execute(sa.delete(pair.there))  # what a migration has put there is here, too
    counts = [here.scalar(sa.select(sa.func.count()).select_from(one.here)) or 0 for one in found]
    with progress(2 * sum(counts)) as shown:
        for pair in found:
            _copy_table(pair, here, there, shown)
    take_numbers(here, there)
    return Moved(len(found), sum(counts))


def _copy_table(pair: Pair, here: Connection, there: Connection, shown: Shown) -> None:
    sent = 0
    for rows in _chunks(pair.name, pair.here, here):
        _insert(pair, there, rows)
        sent += sum(map(pair.digest, rows))
        shown(len(rows))
    came = 0
    for rows in _chunks(pair.name, pair.there, there):
        came += sum(map(pair.digest, rows))
        shown(len(rows))
    if sent != came:
        raise BotError(
            f"{pair.name}: what arrived is not what was sent; nothing was moved. Please report it"
        )


def _chunks(name: str, table: sa.Table, db: Connection) -> Iterator[list[dict[str, Any]]]:
    query = sa.select(table).execution_options(yield_per=CHUNK)
    try:
        for some in db.execute(query).mappings().partitions():
            yield [dict(row) for row in some]
    except ValueError as error:
        raise BotError(f"{name}: has a value that is not of its column's kind: {error}") from error


def _insert(pair: Pair, there: Connection, rows: list[dict[str, Any]]) -> None:
    try:
        with there.begin_nested():
            there.execute(sa.insert(pair.there), rows)
    except UNFIT:
        for row in rows:
            _insert_one(pair, there, row)


def _insert_one(pair: Pair, there: Connection, row: dict[str, Any]) -> None:
    try:
        with there.begin_nested():
            there.execute(sa.insert(pair.there), [row])
    except UNFIT as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        key = ", ".join(f"{name} {row[name]}" for name in pair.key)
        said = str(reason).partition("\n")[0]
        raise BotError(
            f"{pair.name}, {key}: cannot be kept there: {said}; nothing was moved. Mend that row,"
            " then say this again"
        ) from error
