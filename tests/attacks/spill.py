"""What comes out of a bot: lines, pages, rows, files, calls, answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from bot.runtime import logs, metrics
from bot.store.database import Database
from tests.attacks.canary import as_bytes, found

LOUD = (
    *("", "aiohttp", "alembic", "apscheduler", "asyncio", "botbuilder", "botframework", "msrest"),
    *("piazza", "slack_bolt", "slack_sdk", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool"),
)


class Spill:
    """All that came out so far, by where it came out."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.heaps: dict[str, list[bytes]] = {}
        # What libraries would have said, had they been let.
        self.held_back: list[bytes] = []

    def add(self, where: str, *told: object) -> None:
        """Note what came out."""
        self.heaps.setdefault(where, []).extend(map(as_bytes, told))

    def look(self, database: Database, home: Path) -> None:
        """Add what is logged, counted, stored and filed by now."""
        printed = self._capture.readouterr()
        self.add("logs", printed.err, printed.out)
        self.add("metrics", metrics.page())
        self.add("rows", *(row for found in rows(database).values() for row in found))
        self.add("files", *(one.read_bytes() for one in home.rglob("*") if one.is_file()))

    @property
    def hits(self) -> list[str]:
        """Where the canary got to."""
        return [f"{where}: {how}" for where, heap in self.heaps.items() for how in _found(heap)]

    @property
    def size(self) -> int:
        """How many bytes came out."""
        return sum(len(one) for heap in self.heaps.values() for one in heap)


def _found(heap: list[bytes]) -> list[str]:
    return found(b"\n".join(heap))


def rows(database: Database) -> dict[str, set[str]]:
    """Every row of every table, by the tables' names."""

    def dump(connection: sa.Connection) -> dict[str, set[str]]:
        return {
            name: {
                str(tuple(row)) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))
            }
            for name in sa.inspect(connection).get_table_names()
        }

    return database.read_now(lambda db: dump(db.connection()))


@contextmanager
def everything_logged(
    capture: pytest.CaptureFixture[str], *, terminal: bool = False
) -> Iterator[Spill]:
    """As the program logs, with every logger at DEBUG."""
    spill, root = Spill(capture), logging.getLogger()
    before = {name: logging.getLogger(name).level for name in LOUD}
    handlers = root.handlers[:]
    logs.configure(stream_is_terminal=terminal, level=logging.DEBUG)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(_Aside(spill.held_back))
    try:
        yield spill
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


class _Aside(logging.Handler):
    """Keeps what a plain handler would have printed."""

    def __init__(self, kept: list[bytes]) -> None:
        super().__init__()
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(as_bytes(self.format(record)))
