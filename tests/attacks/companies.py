"""Random companies that answer: three levels, odd sizes, and moods that make it hard to hide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from bot.privacy.items import Histogram, Item, Path

# The answers of the people of a unit, by their place on the scale.
Mood: TypeAlias = Callable[[Random, Item, int], list[int]]


def usual(rng: Random, item: Item, people: int) -> list[int]:
    """As people answer: a mean of 3.8 of 5 and a deviation of 0.9."""
    width = item.high - item.low
    found = (round(rng.gauss(0.7 * width, 0.225 * width)) for _ in range(people))
    return [min(width, max(0, one)) for one in found]


def agreed(rng: Random, item: Item, people: int) -> list[int]:
    """All but a few say the same."""
    width = item.high - item.low
    same = rng.choice((0, width, width, rng.randint(0, width)))
    few = rng.choice((0, 0, 1, 2, 3, 4))
    return [rng.randint(0, width) if one < few else same for one in range(people)]


def at_ends(rng: Random, item: Item, people: int) -> list[int]:
    """All or nothing."""
    share = rng.random()
    return [(item.high - item.low) * (rng.random() < share) for _ in range(people)]


MOODS: tuple[Mood, ...] = (usual, usual, agreed, agreed, at_ends)


@dataclass(frozen=True)
class Answered:
    """A company that answered one item."""

    item: Item
    answers: dict[Path, Histogram]

    @property
    def split(self) -> set[Path]:
        """Every unit, down to the last."""
        return {path[:length] for path in self.answers for length in range(len(path))}

    @property
    def counts(self) -> Mapping[Path, Mapping[str, Histogram]]:
        """As a round is counted."""
        return {path: {self.item.name: found} for path, found in self.answers.items()}

    @property
    def people(self) -> int:
        """How many answered."""
        return sum(map(sum, self.answers.values()))


def places(rng: Random, people: int) -> list[Path]:
    """Where each of so many people works: often in a team, sometimes above, or all alone."""
    largest = rng.choice((2, 6, 9, 12, 30))
    divisions = rng.randint(1, 5)
    found: list[Path] = []
    while len(found) < people:
        division = f"division {rng.randrange(divisions)}"
        path: Path = ("Acme", division, f"team {len(found)}")
        path = path[: rng.choice((0, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3))]
        size = rng.randint(1, largest) if len(path) > 1 else rng.randint(1, 2)
        found += [path] * min(size, people - len(found))
    return found


def company(rng: Random, people: int, item: Item | None = None) -> Answered:
    """A company in which so many answered."""
    item = item or Item("mood", 1, rng.choice((3, 5, 5, 5, 7)))
    sizes: dict[Path, int] = {}
    for path in places(rng, people):
        sizes[path] = sizes.get(path, 0) + 1
    moods = rng.choice(((usual,), MOODS, MOODS, (agreed,), (at_ends, agreed)))
    return Answered(
        item,
        {path: histogram(item, rng.choice(moods)(rng, item, size)) for path, size in sizes.items()},
    )


def histogram(item: Item, given: list[int]) -> Histogram:
    """How often each answer was given."""
    return tuple(given.count(place) for place in range(item.high - item.low + 1))
