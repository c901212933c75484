"""What can be worked out from published figures: linear algebra, linear and integer programs.

The attacker is told more than is published: how many answered in each unit, each mean without
rounding, each distribution in people. Some of those who answered tell what they said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from bot.privacy.cells import Cell
from bot.privacy.items import Histogram, Item, Path

# What a solver leaves of nothing.
SMALL = 1e-6


@dataclass(frozen=True)
class Fact:
    """What is told of some units: their sum, from ... to, and how often each answer was given."""

    units: frozenset[Path]
    total: tuple[float, float] | None
    counts: Histogram | None


@dataclass(frozen=True)
class Group:
    """People whom no fact tells apart: the units they are in, and how often each answer is."""

    units: frozenset[Path]
    counts: Histogram
    facts: tuple[int, ...]

    @property
    def people(self) -> int:
        """How many they are."""
        return sum(self.counts)


def facts(cells: Iterable[Cell], item: Item, answers: Mapping[Path, Histogram]) -> list[Fact]:
    """What the attacker knows, of one item."""
    found = []
    for cell in cells:
        if cell.figures is None or cell.item != item.name:
            continue
        units = frozenset(one for one in answers if one[: len(cell.path)] == cell.path)
        counts = _sum(answers[one] for one in units)
        total = float(sum(n * (item.low + place) for place, n in enumerate(counts)))
        told: tuple[float, float] | None = (total, total)
        if cell.figures.range:
            low, high = cell.figures.range
            told = sum(counts) * low, sum(counts) * high
        if cell.figures.mean is None and cell.figures.range is None:
            told = None
        found.append(Fact(units, told, counts if cell.figures.shares else None))
    return found


def _sum(histograms: Iterable[Histogram]) -> Histogram:
    return tuple(map(sum, zip(*histograms, strict=True)))


def groups(told: Sequence[Fact], answers: Mapping[Path, Histogram]) -> list[Group]:
    """The people, by what is told of them."""
    alike: dict[tuple[int, ...], list[Path]] = {}
    for path, counts in answers.items():
        if any(counts):
            marks = tuple(i for i, fact in enumerate(told) if path in fact.units)
            alike.setdefault(marks, []).append(path)
    return [
        Group(frozenset(units), _sum(answers[one] for one in units), marks)
        for marks, units in alike.items()
    ]


def every_unit(told: Sequence[Fact], answers: Mapping[Path, Histogram]) -> list[Group]:
    """The people, unit by unit."""
    return [
        Group(
            frozenset({path}), counts, tuple(i for i, one in enumerate(told) if path in one.units)
        )
        for path, counts in answers.items()
        if any(counts)
    ]


class Attacker:
    """Somebody who holds facts, and whom some people told their answers: group and answer."""

    def __init__(
        self,
        item: Item,
        told: Sequence[Fact],
        people: Sequence[Group],
        known: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.told, self.people = told, people
        self.width = item.high - item.low + 1
        self.values = np.arange(item.low, item.high + 1, dtype=float)
        self.known = Counter(known)
        self.left = [
            group.people - sum(self.known[i, place] for place in range(self.width))
            for i, group in enumerate(people)
        ]
        self.rows, self.least, self.most = self._constraints()

    def _constraints(self) -> tuple[Any, Any, Any]:
        """How often each answer was given by the others of each group: what is known of that."""
        rows, least, most = [], [], []
        for i, left in enumerate(self.left):
            rows.append(self._row({i}, np.ones(self.width)))
            least.append(float(left))
            most.append(float(left))
        for number, fact in enumerate(self.told):
            mine = {i for i, group in enumerate(self.people) if number in group.facts}
            for weights, low, high in _linear(fact, self.values):
                known = sum(weights[v] * n for (i, v), n in self.known.items() if i in mine)
                rows.append(self._row(mine, weights))
                least.append(low - known)
                most.append(high - known)
        return np.array(rows), np.array(least), np.array(most)

    def _row(self, mine: set[int], weights: Any) -> Any:
        row = np.zeros(len(self.people) * self.width)
        for i in mine:
            row[i * self.width : (i + 1) * self.width] = weights
        return row

    def world(self, aim: Any, *, whole: bool = True) -> Any:
        """A table of answers, by group, that fits all that is known and makes `aim` least."""
        found = milp(
            aim,
            constraints=LinearConstraint(self.rows, self.least - 1e-7, self.most + 1e-7),
            bounds=Bounds(0, np.inf),
            integrality=np.full(len(aim), int(whole)),
        )
        assert found.success, found.message
        return found.x.reshape(len(self.people), self.width)

    def could_differ(self, group: int, place: int) -> bool:
        """Whether not all the others of a group need have given this answer."""
        aim = np.zeros(len(self.people) * self.width)
        aim[group * self.width + place] = 1
        return bool(self.world(aim)[group, place] < self.left[group] - SMALL)

    def sum_between(self, path: Path) -> tuple[float, float]:
        """Between what and what the sum of the answers in a unit lies."""
        aim = self._row(self._in(path), self.values)
        ends = [self.world(sign * aim, whole=False).ravel() @ aim for sign in (1, -1)]
        return round(ends[0], 6), round(ends[1], 6)

    def nobody_in(self, path: Path) -> bool:
        """Whether nobody in a unit answered."""
        return not self._in(path)

    def _in(self, path: Path) -> set[int]:
        return {
            i
            for i, group in enumerate(self.people)
            if all(unit[: len(path)] == path for unit in group.units)
        }

    def certain(self) -> list[int]:
        """The groups in which somebody's answer is certain.

        Where two of the others really differ nobody's is, for they could have changed places.
        """
        agreed = [
            (i, [place for place, n in enumerate(group.counts) if n > self.known[i, place]])
            for i, group in enumerate(self.people)
        ]
        return [i for i, left in agreed if len(left) == 1 and not self.could_differ(i, left[0])]


def _linear(fact: Fact, values: Any) -> Iterator[tuple[Any, float, float]]:
    if fact.total is not None:
        yield values, *fact.total
    for place, count in enumerate(fact.counts or ()):
        yield np.eye(len(values))[place], float(count), float(count)


def worst(
    people: Sequence[Group], k: int, rng: Random
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Each group and answer that k - 2 people can lay bare, if anybody can: all who said otherwise.

    Whoever is left of the k - 2 are of those who could hide it: elsewhere, just above or below.
    """
    for i, group in enumerate(people):
        for place, count in enumerate(group.counts):
            others = [(i, v) for v, n in enumerate(group.counts) if v != place for _ in range(n)]
            left = k - 2 - len(others)
            if count and left >= 0:
                near = [
                    (j, v)
                    for j, other in enumerate(people)
                    if j != i
                    for v in (place - 1, place + 1)
                    if 0 <= v < len(other.counts)
                    for _ in range(other.counts[v])
                ]
                yield i, place, others + rng.sample(near, min(left, len(near)))


def laid_bare(
    cells: Sequence[Cell],
    item: Item,
    answers: Mapping[Path, Histogram],
    k: int,
    rng: Random,
    mates: Sequence[tuple[int, int]] | None = None,
) -> list[str]:
    """Whose answers are certain: to the attacker alone, with the help of `mates`, or else of k - 2
    people drawn by lot, and with that of whoever helps most.
    """
    told = facts(cells, item, answers)
    people = groups(told, answers)
    if not told:
        return []
    mates = _some(people, k - 2, rng) if mates is None else mates
    found = [f"{_name(people[i])}, alone" for i in Attacker(item, told, people).certain()]
    helped = Attacker(item, told, people, mates).certain()
    found += [f"{_name(people[i])}, with {mates}" for i in helped]
    for i, place, best in worst(people, k, rng):
        if not Attacker(item, told, people, best).could_differ(i, place):
            found.append(f"{_name(people[i])}, with {best}")
    return found


def _name(group: Group) -> str:
    return " + ".join(sorted("/".join(path) or "everybody" for path in group.units))


def _some(people: Sequence[Group], number: int, rng: Random) -> list[tuple[int, int]]:
    everybody = [
        (i, place)
        for i, one in enumerate(people)
        for place, n in enumerate(one.counts)
        for _ in range(n)
    ]
    return rng.sample(everybody, min(number, len(everybody)))


def linear(told: Sequence[Fact], people: Sequence[Group]) -> list[int]:
    """The groups of which a sum alone gives every answer away: by elimination, as if unbounded."""
    rows = [[float(n in one.facts) for one in people] for n, fact in enumerate(told) if fact.total]
    if not rows:
        return []
    _, sizes, vectors = np.linalg.svd(np.array(rows))
    free = vectors[int((sizes > 1e-9).sum()) :]
    return [
        i for i, one in enumerate(people) if one.people == 1 and np.abs(free[:, i]).sum() < 1e-9
    ]


def person_bounds(
    item: Item,
    sizes: Sequence[int],
    sums: Sequence[tuple[set[int], float, float]],
    known: Sequence[Sequence[int]],
    group: int,
) -> tuple[float, float]:
    """Between what and what one person of a group answered, by a linear program.

    `sizes` is how many answered in each group, `known` what some of them said; `sums` are groups
    and between what and what the sum of their answers lies.
    """
    left = [size - len(told) for size, told in zip(sizes, known, strict=True)]
    left[group] -= 1
    # The last variable is the one person.
    limits = [(item.low * one, item.high * one) for one in left] + [(item.low, item.high)]
    rows, most = [], []
    for mine, low, high in sums:
        row = np.array([float(i in mine) for i in range(len(sizes))] + [float(group in mine)])
        told = sum(sum(known[i]) for i in mine)
        rows += [row, -row]
        most += [high - told, told - low]
    aim = np.eye(len(limits))[-1]
    ends = []
    for sign in (1, -1):
        found = linprog(sign * aim, A_ub=np.array(rows), b_ub=most, bounds=limits, method="highs")
        assert found.success, found.message
        ends.append(sign * found.fun)
    return ends[0], ends[1]
