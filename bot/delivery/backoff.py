"""Backoff: how long what failed rests before it is tried again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

# The waits between eight tries; together six hours.
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 1800, 7200, 12600))
# What failed together does not come back together: each up to so much of its wait later.
JITTER = 0.1


def rest(id_: UUID, tries: int) -> timedelta:
    """The wait before the next try of one that has been tried before."""
    return BACKOFF[tries] * (1 + JITTER * (id_.int % 1000) / 1000)
