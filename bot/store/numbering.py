"""Numbers for new rows: they go on where they were, so that none is given a second time."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection, inspect

_serial = sa.text("SELECT pg_get_serial_sequence(:name, :column)")
_set = sa.text("SELECT setval(CAST(:sequence AS regclass), :last)")


def take_numbers(here: Connection, there: Connection) -> None:
    """Let a copy give the numbers after the last that the original gave."""
    last = _on_sqlite(here) if here.dialect.name == "sqlite" else _on_postgres(here)
    for name, number in last.items():
        if there.dialect.name == "sqlite":
            there.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            there.execute(
                sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
                {"name": name, "last": number},
            )
        elif sequence := _sequence(there, name):
            there.execute(_set, {"sequence": sequence, "last": number})


def _on_sqlite(db: Connection) -> Mapping[str, int]:
    made = db.scalar(sa.text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"))
    rows = db.execute(sa.text("SELECT name, seq FROM sqlite_sequence")) if made else ()
    return {name: number for name, number in rows if number}


def _on_postgres(db: Connection) -> Mapping[str, int]:
    found = {}
    for name in inspect(db).get_table_names():
        if sequence := _sequence(db, name):
            # The server gives the name as it is to be written.
            given = sa.text(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
            said = db.execute(given).one()
            if said.is_called:
                found[name] = said.last_value
    return found


def _sequence(db: Connection, name: str) -> str | None:
    key = inspect(db).get_pk_constraint(name)["constrained_columns"]
    if len(key) != 1:
        return None
    quoted = db.dialect.identifier_preparer.quote(name)
    found: str | None = db.scalar(_serial, {"name": quoted, "column": key[0]})
    return found
