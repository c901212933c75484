"""Bands: what is told in steps rather than exactly."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from bot.privacy.items import Histogram, Item

# How many answered is told as one of these, from ... to.
NUMBERS = ((5, 6), (7, 9), (10, 14), (15, 24), (25, 49))
MANY = 50


@dataclass(frozen=True, slots=True)
class Band:
    """How many answered, from `low` to `high`; no `high` is any number from `low`."""

    low: int
    high: int | None

    @classmethod
    def of(cls, answered: int) -> Band:
        """The band a number of people lies in."""
        for low, high in NUMBERS:
            if answered <= high:
                return cls(low, high)
        return cls(MANY, None)


def end_of_scale(item: Item, k: int, counts: Histogram) -> tuple[float, float] | None:
    """The end of the scale that stands for the mean when nearly all are there; None: they are not.

    How long it is follows from how many answered alone, and it holds whatever fewer than k others
    may have said: so it tells no more than that they were fewer than k.
    """
    answered, scale = sum(counts), item.high - item.low
    halves = ceil(2 * (k - 1) * scale / Band.of(answered).low)
    if halves > scale or answered - max(counts[0], counts[-1]) >= k:
        return None
    if counts[-1] >= counts[0]:
        return item.high - halves / 2, item.high
    return item.low, item.low + halves / 2
