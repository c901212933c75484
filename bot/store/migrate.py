"""Bringing the schema of each home up to the newest its program knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from bot.errors import SetupError
from bot.store import sqlite
from bot.store.database import Database
from bot.store.history import history
from bot.store.moved import refuse_moved
from bot.store.status import schema_status, status, version_table

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, RevisionStep

WAIT_SECONDS = 60  # for another process that upgrades the same database
ADVISORY_LOCK = 7_049_337_130  # any number, as long as every process takes the same


def upgrade(database: Database, homes: Mapping[str, Path]) -> list[str]:
    """Upgrade every home's schema, core first, each in one transaction; a line for each done.

    Does nothing where nothing is to be done. Raises SetupError for a database that is newer than
    the program or has moved away, before anything is touched, and for a migration that fails.
    """
    refuse_moved(database)
    return bring_up(database, homes)


def bring_up(database: Database, homes: Mapping[str, Path]) -> list[str]:
    """Upgrade a database, also one that has moved away."""
    found = status(database, homes)
    for schema in found:
        schema.refuse_newer()
    outdated = [schema.name for schema in found if schema.state != "current"]
    done = [_upgrade(database, name, homes[name]) for name in outdated]
    return [line for line in done if line]


def _upgrade(database: Database, name: str, home: Path) -> str | None:
    known = history(name, home)
    assert known is not None
    with database.naming_busy(), beside_nobody(database) as connection:
        found = schema_status(connection, name, known)
        found.refuse_newer()
        if found.state == "current":
            return None  # another process did it while this one waited
        try:
            apply(connection, name, home)
        except Exception as error:
            if database.busy(error):
                raise
            reason = str(error).partition("\n")[0]
            raise SetupError(
                f"{name}: the upgrade to {known.head} failed, nothing of it was kept: {reason}"
            ) from error
    return f"{name}: {found.current or 'nothing'} -> {known.head}"


def apply(connection: Connection, name: str, home: Path, to: str = "head") -> None:
    """Bring a home's schema up to a revision, in the transaction of this connection."""
    # Alembic is slow to import and, once all is upgraded, never needed.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(home, version_locations=[home / "migrations"])

    def steps(current: tuple[str, ...], _context: MigrationContext) -> list[RevisionStep]:
        newest_first = scripts.iterate_revisions(to, current or "base")
        ahead = [RevisionStep.upgrade_from_script(scripts.revision_map, s) for s in newest_first]
        return ahead[::-1]

    context = MigrationContext.configure(
        connection, opts={"version_table": version_table(name), "fn": steps}
    )
    with Operations.context(context):
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        _check_references(connection)


@contextmanager
def beside_nobody(database: Database) -> Iterator[Connection]:
    """One transaction in which no other process changes the schema."""
    with database.engine.connect() as connection:
        alone = _alone_on_sqlite if database.kind == "sqlite" else alone_on_postgres
        with alone(connection):
            yield connection


@contextmanager
def _alone_on_sqlite(connection: Connection) -> Iterator[None]:
    driver = sqlite.driver(connection)
    driver.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    # A change of a table may copy it and drop the old one: with the keys on, that would delete
    # every row which refers to it. The switch works only outside of a transaction.
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            yield
    finally:
        connection.invalidate()  # nobody else gets it with these settings


@contextmanager
def alone_on_postgres(connection: Connection) -> Iterator[None]:
    """A transaction in which no other process changes the schema; nobody hurries it."""
    with connection.begin():
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        yield


def _check_references(connection: Connection) -> None:
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        raise ValueError(f"row {row} of {table} would refer to a row of {parent} that isn't there")
