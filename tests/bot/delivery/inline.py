"""A database that does its jobs where they are asked for: no thread waits for another.

The jobs, their savepoints and their commits are as ever. What many at once do to each other other
tests show; here it is the order of things that counts, and much of it in little time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pytest

from bot.store.database import Database
from bot.store.embedded import EmbeddedDatabase
from bot.store.session import Job

T = TypeVar("T")


@contextmanager
def inline(database: Database) -> Iterator[None]:
    """Work so for a while, from one thread only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_in_pool", _at_once)
        if not isinstance(database, EmbeddedDatabase):
            yield
            return
        writer = database._writer
        patch.setattr(writer, "put", writer._group)
        # A connection of SQLite's belongs to its thread.
        patch.setattr(writer, "_connection", None)
        try:
            yield
        finally:
            writer._disconnect()


async def _at_once(_pool: ThreadPoolExecutor, call: Callable[[Job[T]], T], job: Job[T]) -> T:
    return call(job)
