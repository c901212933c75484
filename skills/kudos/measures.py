"""Measures: how evenly something is spread, and how sure that is, as far as it tells of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil, exp, floor, pi, sqrt
from typing import Final

from pydantic import BaseModel, ConfigDict

from bot import Band

# Ninety-five of a hundred times what is meant lies within so many deviations.
DEVIATIONS: Final = 1.96
WHOLE: Final = 100
# Of fewer people a share is told in steps of five.
FEW, STEP = 100, 5
# From so many thanks a head on the series below would vanish, and its limit is exact enough.
DENSE: Final = 100


class Kept(BaseModel):
    """Base of what is kept as it was told."""

    model_config = ConfigDict(frozen=True)


class Share(Kept):
    """A share in percent, of so many (from `least` to `most`), and between what it surely lies.

    Where it is so near an end that it would tell of each, `end` is -1 or 1: at most, or at least,
    `percent`.
    """

    percent: int
    low: int
    high: int
    least: int
    most: int | None
    end: int = 0


class Spread(Kept):
    """How unequal something is: a Gini index, between what it surely lies, and what chance makes.

    0: everybody has the same; 1: one has it all. `chance` is what it would be by lot.
    """

    gini: float
    low: float
    high: float
    chance: float


class Unit(Kept):
    """Which share of a unit was thanked, and which thanked somebody, in tenths; None is hidden."""

    path: tuple[str, ...]
    received: float | None = None
    gave: float | None = None


class Told(Kept):
    """All that is told of some weeks, from `first` up to and without `end`; None would be too few.

    `unthanked` is which share was thanked in none of the last so many days.
    """

    first: date
    end: date
    received: Share | None = None
    gave: Share | None = None
    spread: Spread | None = None
    returned: Share | None = None
    across: Share | None = None
    unthanked: Mapping[str, Share | None] = {}
    units: tuple[Unit, ...] = ()


def share(part: int, of: int, k: int, *, alike: float = 0, step: int = 1) -> Share | None:
    """The share of some, so that nobody is certain of another, even with what k - 2 others know.

    `alike` is for what comes in heaps: as how many that are independent of each other it counts.
    """
    end = k - 1
    if of <= 2 * end:
        return None
    least = ceil(WHOLE * end / of)
    if part <= end:
        return _share(of, least, 0, least, -1)
    if part >= of - end:
        return _share(of, WHOLE - least, WHOLE - least, WHOLE, 1)
    low, high = wilson(part / of, alike or of)
    step = max(step, STEP if of < FEW else 1)
    percent = round(WHOLE * part / of / step) * step
    return _share(of, percent, min(floor(WHOLE * low), percent), max(ceil(WHOLE * high), percent))


def _share(of: int, percent: int, low: int, high: int, end: int = 0) -> Share:
    band = Band.of(of)
    return Share(percent=percent, low=low, high=high, least=band.low, most=band.high, end=end)


def wilson(part: float, of: float) -> tuple[float, float]:
    """Between what a share (0 to 1) of so many surely lies (Wilson 1927)."""
    square = DEVIATIONS**2 / of
    middle = (part + square / 2) / (1 + square)
    around = DEVIATIONS / (1 + square) * sqrt(part * (1 - part) / of + square / (4 * of))
    return max(0.0, middle - around), min(1.0, middle + around)


def effective(heaps: Mapping[int, int]) -> float:
    """As how many a number in heaps counts when each heap is all alike (Kish 1965).

    `heaps` says of each size how many there are.
    """
    total = sum(size * times for size, times in heaps.items())
    squares = sum(size * size * times for size, times in heaps.items())
    return total * total / squares if squares else 0.0


def spread(had: Mapping[int, int]) -> Spread | None:
    """How unequally thanks are spread; `had` says of each number how many people had so many."""
    people = sum(had.values())
    thanks = sum(number * times for number, times in had.items())
    if len(had) < 2 or thanks <= max(had):
        return None
    value, around = gini(had), DEVIATIONS * jackknife(had)
    return Spread(
        gini=round(value, 2),
        low=floor(WHOLE * max(0.0, value - around)) / WHOLE,
        high=ceil(WHOLE * min(1.0, value + around)) / WHOLE,
        chance=round(by_lot(thanks / people), 2),
    )


def gini(had: Mapping[int, int]) -> float:
    """The Gini index over every two people, so that it does not hang on how many they are."""
    people, below, found = sum(had.values()), 0, 0
    for number, times in sorted(had.items()):
        found += number * times * (2 * below + times - people)
        below += times
    thanks = sum(number * times for number, times in had.items())
    return found / (thanks * (people - 1))


def jackknife(had: Mapping[int, int]) -> float:
    """How far the index may lie off: its deviation as each in turn is left out (Ogwang 2000)."""
    people = sum(had.values())
    without = {number: gini({**had, number: times - 1}) for number, times in had.items()}
    mean = sum(without[number] * times for number, times in had.items()) / people
    squares = sum((without[number] - mean) ** 2 * times for number, times in had.items())
    return sqrt((people - 1) / people * squares)


def by_lot(mean: float) -> float:
    """The index where each thank-you falls to anybody, as by lot (Ramasubban 1958).

    exp(-2 m) (I0(2 m) + I1(2 m)), with Bessel's functions as their series.
    """
    if mean > DENSE:
        return 1 / sqrt(pi * mean)
    term = total = exp(-2 * mean)
    order = 0
    while term > total * 1e-12:
        # From (m/n!)^2 to m^2n+1 / (n! (n+1)!), and on to the next square.
        order += 1
        between = term * mean / order
        term = between * mean / order
        total += between + term
    return total
