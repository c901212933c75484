"""Figures: what is told of the answers of some people."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from bot.privacy.bands import Band
from bot.privacy.items import Histogram, Item


@dataclass(frozen=True, slots=True)
class Figures:
    """How many answered, and of the mean and the shares what can be told.

    `mean` has one decimal; where it would tell too much, `range` is the end of the scale it lies
    in. `shares` are whole percents, from the item's low to its high; `spread` is the standard
    deviation. `comparable`: they can be held against those of the round before.
    """

    answered: Band
    mean: float | None = None
    range: tuple[float, float] | None = None
    shares: tuple[int, ...] | None = None
    spread: float | None = None
    comparable: bool = False

    def to_json(self) -> dict[str, Any]:
        """As they are kept; what is not told is left out."""
        told = {
            "answered": [self.answered.low, self.answered.high],
            "mean": self.mean,
            "range": self.range and list(self.range),
            "shares": self.shares and list(self.shares),
            "spread": self.spread,
            "comparable": self.comparable,
        }
        return {name: value for name, value in told.items() if value is not None}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Figures:
        """As they were kept."""
        found = dict(kept, answered=Band(*kept["answered"]))
        for name in ("range", "shares"):
            if name in found:
                found[name] = tuple(found[name])
        return cls(**found)


def figures(item: Item, counts: Histogram, *, drawn: bool, comparable: bool) -> Figures:
    """The mean, unless it is of a choice; `drawn`: the distribution, too."""
    people = sum(counts)
    return Figures(
        answered=Band.of(people),
        mean=None if item.choice else round(sum_of(item, counts) / people, 1),
        shares=tuple(round(100 * count / people) for count in counts) if drawn else None,
        spread=round(_spread(counts), 2) if drawn and not item.choice else None,
        comparable=comparable,
    )


def sum_of(item: Item, counts: Histogram) -> int:
    """The sum of the answers."""
    return sum(count * (item.low + place) for place, count in enumerate(counts))


def _spread(counts: Histogram) -> float:
    people = sum(counts)
    mean = sum(count * place for place, count in enumerate(counts)) / people
    return sqrt(sum(count * (place - mean) ** 2 for place, count in enumerate(counts)) / people)
