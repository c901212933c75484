"""Orders: whether one thing tells of another, whatever it is called."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import sqrt
from random import Random
from statistics import fmean, pstdev
from typing import Any

# So far from chance, in deviations, nothing comes by itself: of 32 not once in ten million times.
SURE = 4.5
# How many pairs are alike varies more wildly than an order does.
WILD = 2
SHUFFLES = 60


def telling(values: Sequence[Any], other: Sequence[Any]) -> float:
    """How far, in deviations, these go up and down, or belong together, as the others do."""
    return max(_rising(_ranks(values), _ranks(other)), _alike(values, other))


def _rising(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's correlation, by its deviation if there were none."""
    a, b = (_centred(found) for found in (one, other))
    length = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    if not length:
        return 0.0
    return abs(sum(x * y for x, y in zip(a, b, strict=True)) / length) * sqrt(len(a) - 1)


def _centred(found: Sequence[float]) -> list[float]:
    middle = fmean(found)
    return [one - middle for one in found]


def _ranks(values: Sequence[Any]) -> list[float]:
    """Places in ascending order; those that are equal share theirs."""
    ordered = sorted(map(_sortable, values))
    first: dict[Any, int] = {}
    last: dict[Any, int] = {}
    for place, one in enumerate(ordered):
        first.setdefault(one, place)
        last[one] = place
    return [(first[one] + last[one]) / 2 for one in map(_sortable, values)]


def _sortable(value: Any) -> tuple[str, Any]:
    if isinstance(value, (int, float)):
        return "", value
    if isinstance(value, (bytes, str)):
        return type(value).__name__, value
    return "", 0 if value is None else str(value)


def _alike(values: Sequence[Any], other: Sequence[Any]) -> float:
    """How much more often than by chance those alike in one thing are alike in the other."""
    groups = [_sortable(one) for one in values]
    if not 1 < len(set(groups)) < len(groups):
        return 0.0
    shuffled, rng, seen = list(other), Random(len(values)), []
    for _ in range(SHUFFLES):
        rng.shuffle(shuffled)
        seen.append(_pairs(groups, shuffled))
    spread = pstdev(seen)
    return (_pairs(groups, other) - fmean(seen)) / spread / WILD if spread else 0.0


def _pairs(groups: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """How many pairs are alike in both."""
    both: dict[Hashable, int] = {}
    for pair in zip(groups, other, strict=True):
        both[pair] = both.get(pair, 0) + 1
    return sum(count * (count - 1) // 2 for count in both.values())
