"""A circle: those who could sit together in a round, and what speaks against two of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

# Clocks that are further apart share too little of a working day.
APART = 6 * 60
REPEATED, AGAIN, LATELY, SAME_TEAM = 1_000_000, 10_000, 50, 10
LONG_AGO = 100

Pair = tuple[int, int]
Table = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody in a round: how far their clock is from UTC in minutes, and their team."""

    id: int
    offset: int = 0
    team: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """How often two were brought together, and how many weeks ago the last time was."""

    times: int = 1
    weeks: int = 1


NEVER = Met(0, LONG_AGO)


def pair(one: int, other: int) -> Pair:
    """Two people, in whichever order they are named."""
    return (one, other) if one < other else (other, one)


def pairs_of(tables: Iterable[Table]) -> Iterator[Pair]:
    """Everybody who meets somebody at one of these tables."""
    for table in tables:
        yield from combinations(sorted(table), 2)


@dataclass(frozen=True)
class Circle:
    """Guests by their ids, whom they met, and who is never brought together.

    `least` is how often every two of them have met already: a new time round begins there.
    """

    guests: Mapping[int, Guest]
    met: Mapping[Pair, Met] = field(default_factory=dict)
    apart: Collection[Pair] = frozenset()
    least: int = 0

    def within(self, ids: Iterable[int]) -> Circle:
        """The same for some of the guests."""
        return replace(self, guests={one: self.guests[one] for one in sorted(ids)})

    def anew(self) -> Circle:
        """The same, counted from the time round they are in."""
        times = (self._of(*two).times for two in combinations(self.guests, 2) if self.may(*two))
        return replace(self, least=min(times, default=0))

    def may(self, one: int, other: int) -> bool:
        """Whether two can be brought together at all."""
        near = abs(self.guests[one].offset - self.guests[other].offset) <= APART
        return near and pair(one, other) not in self.apart

    def fresh(self, one: int, other: int) -> bool:
        """Whether two can be brought together, and it would be no repeat."""
        return self.may(one, other) and self._of(one, other).times <= self.least

    def can_sit(self, table: Table) -> bool:
        """Whether nothing speaks against a table."""
        return all(self.may(*two) for two in combinations(table, 2))

    def is_new(self, table: Table) -> bool:
        """Whether nobody at a table has met another one there."""
        return all(self.fresh(*two) for two in combinations(table, 2))

    def cost(self, one: int, other: int) -> int:
        """What speaks against two: that they met, more so often or lately; that they are a team."""
        same = SAME_TEAM * (self.guests[one].team == self.guests[other].team != "")
        met = self._of(one, other)
        if met.times <= self.least:
            return same
        lately = LATELY * (LONG_AGO - min(met.weeks, LONG_AGO))
        return REPEATED + AGAIN * min(met.times - self.least, 50) + lately + same

    def cost_of(self, tables: Iterable[Table]) -> int:
        """The same for everybody at some tables."""
        return sum(self.cost(*two) for two in pairs_of(tables))

    def after(self, tables: Sequence[Table]) -> Circle:
        """The same, once these tables have met."""
        met = dict(self.met)
        for two in pairs_of(tables):
            met[two] = Met(self._of(*two).times + 1, 0)
        return replace(self, met=met)

    def parts(self) -> Iterator[Circle]:
        """Those who have to do with each other, however indirectly; each such part by itself."""
        left = set(self.guests)
        while left:
            found, border = set[int](), [min(left)]
            while border:
                one = border.pop()
                found.add(one)
                left.discard(one)
                near = {other for other in left if self.may(one, other)}
                left -= near
                border += near
            yield self.within(found)

    def _of(self, one: int, other: int) -> Met:
        return self.met.get(pair(one, other), NEVER)
