"""The time zones this machine knows."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> frozenset[str]:
    """Their IANA names; asked once, for the answer is read from hundreds of files."""
    return frozenset(available_timezones())
