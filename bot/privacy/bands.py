"""Bands: what is told in steps rather than exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from bot.privacy.items import Item

# How many answered is told as one of these, from ... to.
NUMBERS = ((5, 6), (7, 9), (10, 14), (15, 24), (25, 49))
MANY = 50
STEPS = (Fraction(1, 2), Fraction(1))


@dataclass(frozen=True, slots=True)
class Band:
    """How many answered, from `low` to `high`; no `high` is any number from `low`."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A mean told as a stretch of the scale; `least` and `most` are the sums that lie in it."""

    low: float
    high: float
    least: int
    most: int


def band_of(answered: int) -> Band:
    """The band a number of people lies in."""
    if answered >= MANY:
        return Band(MANY, None)
    for low, high in NUMBERS:
        if answered <= high:
            return Band(low, high)
    raise AssertionError(answered)


def steps(item: Item, answered: int, total: int) -> Iterator[Step]:
    """The stretches a mean can be told as, the finer first; `total` is the sum of the answers."""
    for width in STEPS:
        whole = (item.high - item.low) / width
        number = min(ceil(whole) - 1, int((Fraction(total, answered) - item.low) / width))
        low = item.low + number * width
        high = min(low + width, Fraction(item.high))
        most = answered * item.high if high == item.high else ceil(answered * high) - 1
        yield Step(float(low), float(high), ceil(answered * low), int(most))
