"""A gauge: how high something stands among all people in a week, which tells of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from typing import Final

# Ninety-five of a hundred times what is meant lies within so many deviations.
DEVIATIONS: Final = 1.96
WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Level:
    """A level from 0 to 100, and how far it may lie off (half the width of a 95% interval)."""

    value: float
    around: float

    def differs(self, other: Level) -> bool:
        """Whether the two lie further apart than chance alone explains."""
        return abs(self.value - other.value) > hypot(self.around, other.around)


def share(part: float, of: int, rounded: float = 0) -> Level:
    """The level of a share (0 to 1) `of` so many; `rounded` is half a step of its rounding."""
    chance = DEVIATIONS * sqrt(max(part * (1 - part), 1 / (4 * of)) / of)
    return Level(round(WHOLE * part, 1), round(WHOLE * hypot(chance, rounded), 1))


def together(levels: list[Level]) -> Level:
    """The mean of some levels that are measured apart."""
    value = sum(one.value for one in levels) / len(levels)
    return Level(round(value, 1), round(hypot(*(one.around for one in levels)) / len(levels), 1))
