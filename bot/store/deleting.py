"""Deleting: what nobody can read need not be overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection


@contextmanager
def lightly(db: Connection) -> Iterator[None]:
    """Delete without overwriting whole pages on SQLite, which would hold the writer for long."""
    if db.dialect.name != "sqlite":
        yield
        return
    db.exec_driver_sql("PRAGMA secure_delete = FAST")
    try:
        yield
    finally:
        db.exec_driver_sql("PRAGMA secure_delete = ON")
