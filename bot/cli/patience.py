"""Patience: what a command stores waits for its turn, where the running bot holds the database."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.errors import Busy

T = TypeVar("T")

# Seconds in which a command waits for a turn of its own: a person would be told after one.
PATIENCE: Final = 60
PAUSE: Final = 0.1


def patiently(database: Database, job: Callable[[Session], T]) -> T:
    """Run a job that stores; Busy when there was no turn for it all the time."""
    ends = monotonic() + PATIENCE
    while True:
        try:
            return database.write_now(job)
        except Busy:
            if monotonic() > ends:
                raise
            sleep(PAUSE)
