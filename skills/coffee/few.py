"""Few people: every way to seat them is tried, and so is what each leaves for later rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from skills.coffee.circle import Circle, Pair, Table, pairs_of

FEW = 10
# So many steps are looked at before the best so far will do.
STEPS = 20_000


def seatings(circle: Circle) -> list[list[Table]]:
    """Every way to seat a few: as few as possible alone, and then as few tables of three."""
    people = tuple(circle.guests)
    for alone in range(len(people) + 1):
        for threes in range((len(people) - alone) // 3 + 1):
            if (len(people) - alone - 3 * threes) % 2 == 0:
                found = list(_seated(circle, people, alone, threes))
                if found:
                    return found
    return [[]]


def _seated(circle: Circle, people: Table, alone: int, threes: int) -> Iterator[list[Table]]:
    if not people:
        yield []
        return
    first, *others = people
    tables: list[Table] = [(first, one) for one in others] if len(people) > 1 else []
    if threes:
        tables += [(first, *two) for two in combinations(others, 2)]
    if alone:
        tables.append((first,))
    for table in tables:
        if not circle.can_sit(table):
            continue
        rest = tuple(one for one in others if one not in table)
        left = alone - (len(table) == 1), threes - (len(table) == 3)
        if left[0] + 3 * left[1] <= len(rest):
            for more in _seated(circle, rest, *left):
                yield [table, *more]


def rounds_of_few(circle: Circle, chance: Random) -> list[list[Table]]:
    """As many rounds ahead as can be found in which nobody meets anybody again; one at least.

    Those that bring teams together come first.
    """
    every = seatings(circle)
    chance.shuffle(every)
    every.sort(key=circle.cost_of)
    new = [one for one in every if all(map(circle.is_new, one))]
    if not new:
        return every[:1]
    found = _Search.among(new).longest()
    return sorted(found, key=circle.cost_of)


@dataclass
class _Search:
    """A search for many seatings that have no two people in common."""

    masks: Sequence[int]
    by_pair: Sequence[Sequence[int]]
    people: Sequence[int]
    best: list[int] = field(default_factory=list)
    steps: int = 0
    target: int = 0

    @classmethod
    def among(cls, seatings: list[list[Table]]) -> _Found:
        """A search among these."""
        pairs = sorted({two for one in seatings for two in pairs_of(one)})
        place = {two: index for index, two in enumerate(pairs)}
        masks = [sum(1 << place[two] for two in pairs_of(one)) for one in seatings]
        by_pair = [[m for m in masks if m >> index & 1] for index in range(len(pairs))]
        return _Found(seatings, cls(masks, by_pair, _stars(pairs)))

    def run(self) -> list[int]:
        """The longest list of masks that was found."""
        everything = (1 << len(self.by_pair)) - 1
        least = min((mask.bit_count() for mask in self.masks), default=1) or 1
        degrees = [(star & everything).bit_count() for star in self.people]
        self.target = min([everything.bit_count() // least, *degrees])
        self._go(everything, [])
        return self.best

    def _go(self, left: int, chosen: list[int]) -> None:
        self.steps += 1
        if len(chosen) > len(self.best):
            self.best = list(chosen)
        if len(self.best) >= self.target or self.steps > STEPS:
            return
        # Who has the fewest left to meet decides first.
        star = min((star & left for star in self.people), key=int.bit_count)
        if not star or len(chosen) + star.bit_count() <= len(self.best):
            return
        for index in _bits(star):
            for mask in self.by_pair[index]:
                if mask & left == mask:
                    self._go(left & ~mask, [*chosen, mask])
                    if len(self.best) >= self.target or self.steps > STEPS:
                        return


@dataclass
class _Found:
    """What a search is among, and the way back from its masks."""

    seatings: list[list[Table]]
    search: _Search

    def longest(self) -> list[list[Table]]:
        """The longest list of seatings found."""
        by_mask = dict(zip(self.search.masks, self.seatings, strict=True))
        found = [by_mask[mask] for mask in self.search.run()]
        # Where all are alone there is nothing to look for.
        return found or self.seatings[:1]


def _stars(pairs: Sequence[Pair]) -> list[int]:
    """For each person, the pairs they are in."""
    stars: dict[int, int] = {}
    for index, two in enumerate(pairs):
        for one in two:
            stars[one] = stars.get(one, 0) | 1 << index
    return list(stars.values())


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
