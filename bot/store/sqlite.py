"""Connections to an SQLite file, and what its errors mean."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError

from bot.errors import SetupError
from bot.store.database import READERS
from bot.store.errors import Busy

BUSY_SECONDS = 1.0  # how long a transaction waits for another process
LOOK_AGAIN = 2  # milliseconds


class Dialect(SQLiteDialect_pysqlite):
    """SQLite with savepoints straight through the driver: a tenth of the time, for every job."""

    supports_statement_cache = True

    def do_savepoint(self, connection: Connection, name: str) -> None:
        driver(connection).execute(f"SAVEPOINT {name}")

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        driver(connection).execute(f"RELEASE {name}")

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:
        # After a full disk SQLite has undone the whole transaction, savepoints and all; what it
        # said then must not be hidden behind a complaint about this one.
        if driver(connection).in_transaction:
            driver(connection).execute(f"ROLLBACK TO {name}")
            driver(connection).execute(f"RELEASE {name}")


registry.register("sqlite.piazza", __name__, "Dialect")

# How often, and after how many seconds, it is tried again to write a new file's log ahead.
TURNS, PAUSE = 50, 0.02


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection below SQLAlchemy's."""
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def writing(url: URL) -> Engine:
    """An engine whose transactions hold the only right to write from their beginning."""
    engine = create_engine(
        _file(url),
        # An error that is told does not tell what people wrote.
        hide_parameters=True,
        poolclass=NullPool,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", make_durable)
    event.listen(engine, "connect", know_all_letters)
    event.listen(engine, "connect", look_often)
    event.listen(engine, "begin", begin_immediate)
    return engine


def reading(url: URL) -> Engine:
    """An engine that can't write; each transaction sees the state it found at its first look."""
    engine = create_engine(
        _file(url),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=-1,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", make_durable)
    event.listen(engine, "connect", know_all_letters)
    event.listen(engine, "connect", forbid_writing)
    event.listen(engine, "begin", begin)
    return engine


def check(engine: Engine) -> None:
    """Open the file once; SetupError if it can't be used."""
    try:
        engine.connect().close()
    except (sqlite3.Error, DBAPIError) as error:
        if busy(error) is not None:
            raise
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise SetupError(
            f"database: {engine.url.database}: {reason}; "
            "name a file that Piazza may write, or one that is not there yet"
        ) from error


def make_durable(connection: sqlite3.Connection, _record: object) -> None:
    """What is committed survives a power cut, and transactions are begun by us alone.

    The driver's own transaction control begins late and knows nothing of savepoints.
    """
    connection.isolation_level = None
    _log_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: a person who asked to be forgotten is in no byte of the file.
    connection.execute("PRAGMA secure_delete = ON")


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Two who open a new file at once: to this SQLite makes nobody wait, it refuses one of them."""
    for _ in range(TURNS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            sleep(PAUSE)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def scrub(engine: Engine) -> None:
    """Empty the log of changes, in which what was deleted still stands."""
    connection = engine.connect()
    try:
        driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def know_all_letters(connection: sqlite3.Connection, _record: object) -> None:
    """Let `lower` lower every letter; SQLite's own knows those of English."""
    connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)


def forbid_writing(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def look_often(connection: sqlite3.Connection, _record: object) -> None:
    """Leave it to `begin_immediate` how long to wait.

    SQLite by itself looks ever more seldom, and so misses the gaps of a program that stores much.
    """
    connection.execute(f"PRAGMA busy_timeout = {LOOK_AGAIN}")


def begin_immediate(connection: Connection) -> None:
    ends = monotonic() + BUSY_SECONDS
    while True:
        try:
            driver(connection).execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if busy(error) is None or monotonic() > ends:
                raise


def begin(connection: Connection) -> None:
    driver(connection).execute("BEGIN")


def busy(error: BaseException) -> Busy | None:
    """`Busy` if this is how SQLite says that another process holds the database."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    if code not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return None
    return Busy("Another process holds the database; nothing was stored. Try again in a moment.")


def _file(url: URL) -> URL:
    if url.database in {None, "", ":memory:"} or "mode" in url.query:
        raise SetupError("database: SQLite needs a file: sqlite:///path/to/piazza.db")
    try:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"database: {url.database}: its folder can't be made: {error}") from error
    return url.set(drivername="sqlite+piazza")
