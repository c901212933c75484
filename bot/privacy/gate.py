"""The gate: the one way out for figures about people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from math import sqrt

from bot.privacy.bands import band_of, steps
from bot.privacy.cells import Cell, Figures
from bot.privacy.hiding import choice_holds, drawn, mean_holds, paths, shown, step_holds
from bot.privacy.items import Histogram, Item, Path
from bot.privacy.units import Unit, total, tree

# With fewer answers in all only the total is told.
SMALL = 15


def publish(
    items: Sequence[Item],
    k: int,
    counts: Mapping[Path, Mapping[str, Histogram]],
    split: Set[Path],
    changed: Mapping[Path, int] | None = None,
) -> list[Cell]:
    """What is told of a round, by item and unit; a hidden unit has a cell without figures.

    `counts` are of those directly in each unit; a unit that is to be named although nobody in it
    answered has an entry, too. `split` are the units that are shown in parts. `changed` says how
    many came into a unit or left it since the round before, where there was one.
    """
    cells: list[Cell] = []
    for item in items:
        mine = {path: found.get(item.name, ()) for path, found in counts.items()}
        cells += _Publication(item, k, changed).cells(mine, split)
    return cells


class _Publication:
    """What is told of one item."""

    def __init__(self, item: Item, k: int, changed: Mapping[Path, int] | None) -> None:
        self.item, self.k, self.changed = item, k, changed

    def cells(self, counts: Mapping[Path, Histogram], split: Set[Path]) -> list[Cell]:
        named = tree(counts, split)
        told = self._told(named)
        return [Cell(self.item.name, path, told.get(path)) for path in sorted(paths(named))]

    def _told(self, named: Unit) -> dict[Path, Figures]:
        if named.answered < self.k:
            return {}
        unit = named if named.answered >= SMALL else _alone(named)
        return self._shares(unit) if self.item.choice else self._means(unit)

    def _shares(self, unit: Unit) -> dict[Path, Figures]:
        found = shown(unit, choice_holds(self.k))
        return {one.path: self._figures(one, drawn=True) for one in _every(found)}

    def _means(self, unit: Unit) -> dict[Path, Figures]:
        found = shown(unit, mean_holds(self.k))
        if found is None:
            return self._step(unit)
        told = drawn(found, self.k)
        return {one.path: self._figures(one, drawn=one.path in told) for one in _every(found)}

    def _step(self, unit: Unit) -> dict[Path, Figures]:
        counts = unit.histogram(self._width)
        answered, sum_ = sum(counts), self._sum(counts)
        for step in steps(self.item, answered, sum_):
            if step_holds(self.item, self.k, counts, step):
                return {(): Figures(band_of(answered), range=(step.low, step.high))}
        return {}

    @property
    def _width(self) -> int:
        return self.item.high - self.item.low + 1

    def _sum(self, counts: Histogram) -> int:
        return sum(count * (self.item.low + place) for place, count in enumerate(counts))

    def _figures(self, unit: Unit, *, drawn: bool) -> Figures:
        counts = unit.histogram(self._width)
        people = sum(counts)
        mean = self._sum(counts) / people
        told = not self.item.choice
        return Figures(
            answered=band_of(people),
            mean=round(mean, 1) if told else None,
            shares=tuple(round(100 * count / people) for count in counts) if drawn else None,
            spread=round(self._spread(counts, mean), 2) if told and drawn else None,
            comparable=self._comparable(unit.path, people),
        )

    def _spread(self, counts: Histogram, mean: float) -> float:
        off = (count * (self.item.low + place - mean) ** 2 for place, count in enumerate(counts))
        return sqrt(sum(off) / sum(counts))

    def _comparable(self, path: Path, people: int) -> bool:
        if self.changed is None:
            return False
        return people >= 3 * self.k or not 1 <= self.changed.get(path, 0) < self.k


def _alone(unit: Unit) -> Unit:
    pieces = [piece for one in _every(unit) for piece in one.pieces]
    return Unit((), [total(pieces, 0)])


def _every(unit: Unit | None) -> list[Unit]:
    return [unit, *(one for below in unit.below for one in _every(below))] if unit else []
