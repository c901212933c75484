"""The tables in which Procrastinate keeps kicks; no home's migrations know of them."""

from __future__ import annotations

from pathlib import Path

import psycopg
from sqlalchemy import Connection, text

from bot.errors import SetupError
from bot.store.database import Database
from bot.store.migrate import beside_nobody

# The newest of its migrations that has been applied is told in a comment on its table.
_applied = text("SELECT obj_description(to_regclass('procrastinate_jobs'), 'pg_class')")


def prepare(database: Database) -> None:
    """Make the tables, or bring them up to date; of several processes the first does it."""
    with database.naming_busy(), beside_nobody(database) as connection:
        applied, newest = connection.execute(_applied).scalar(), _migrations()[-1].stem
        if applied is None:
            _execute(connection, _schema())
        elif applied > newest:
            raise SetupError(
                f"database: its kicks are at {applied}, newer than this program knows ({newest})."
                " Install the newer program or restore a backup."
            )
        for one in _migrations():
            if applied is not None and one.stem > applied:
                _execute(connection, one.read_text("utf-8"))
        if applied != newest:
            _execute(connection, f"COMMENT ON TABLE procrastinate_jobs IS '{newest}'")


def _schema() -> str:
    from procrastinate.schema import SchemaManager

    return SchemaManager.get_schema()


def _migrations() -> list[Path]:
    from procrastinate.schema import SchemaManager

    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def _execute(connection: Connection, script: str) -> None:
    """Carry out many statements, which only the driver itself does at once."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    driver.execute(script.encode())
