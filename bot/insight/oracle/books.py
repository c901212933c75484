"""Books: where a question is noted, the database as the job that asks has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import Connection

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Books:
    """Short transactions of a job, and its clock."""

    _read: Callable[[Callable[[Connection], object]], object]
    _write: Callable[[Callable[[Connection], object]], object]
    clock: Callable[[], datetime]

    def read(self, look: Callable[[Connection], T]) -> T:
        """Look something up."""
        return cast("T", self._read(look))

    def write(self, change: Callable[[Connection], T]) -> T:
        """Note something."""
        return cast("T", self._write(change))
