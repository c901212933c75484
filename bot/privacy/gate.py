"""The gate: the one way out for figures about people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from math import ceil, floor
from typing import TypeAlias

from bot.privacy.auditing import Release, safe
from bot.privacy.bands import Band, end_of_scale
from bot.privacy.cells import Cell
from bot.privacy.figures import Figures, figures, sum_of
from bot.privacy.hiding import choice_holds, drawn, mean_holds, shown
from bot.privacy.items import Histogram, Item, Path
from bot.privacy.units import Unit, cut, height, total, tree

# With fewer answers in all only the total is told.
SMALL = 15

# What is told of an item, by unit; the figures of so many people of a unit can be compared or not.
Told: TypeAlias = dict[Path, Figures]
Comparable: TypeAlias = Callable[[Path, int], bool]


def publish(
    items: Sequence[Item],
    k: int,
    counts: Mapping[Path, Mapping[str, Histogram]],
    split: Set[Path],
    changed: Mapping[str, Mapping[Path, int]] | None = None,
) -> list[Cell]:
    """What is told of a round, by item and unit; a hidden unit has a cell without figures.

    `counts` are of those directly in each unit; a unit that is to be named although nobody in it
    answered has an entry, too. `split` are the units that are shown in parts. `changed` says by
    item how many came into a unit or left it since the round that asked it before, if one did.
    """
    cells: list[Cell] = []
    for item in items:
        moves = (changed or {}).get(item.name)
        comparable = partial(_comparable, k, moves)
        answers = {path: found.get(item.name, ()) for path, found in counts.items()}
        named = tree(answers, split)
        named = cut(named, 0) if item.whole else named
        told = _told(item, k, named, answers, comparable)
        cells += [Cell(item.name, path, told.get(path)) for path in sorted(u.path for u in named)]
    return cells


def _comparable(k: int, moves: Mapping[Path, int] | None, path: Path, people: int) -> bool:
    """Whether figures of so many can be held against those before: not where few came or went."""
    return moves is not None and (people >= 3 * k or not 1 <= moves.get(path, 0) < k)


def _told(
    item: Item, k: int, named: Unit, answers: Mapping[Path, Histogram], comparable: Comparable
) -> Told:
    """What the auditor lets pass; if need be, without the finest level, and so on to nothing."""
    people = named.answered
    if people < k:
        return {}
    for levels in range(height(named) if people >= SMALL else 0, -1, -1):
        unit = cut(named, levels)
        told = (
            _options(item, k, unit, comparable)
            if item.choice
            else _means(item, k, unit, comparable)
        )
        if safe(_releases(item, told, answers), item, answers, k):
            return told
    return {}


def _options(item: Item, k: int, unit: Unit, comparable: Comparable) -> Told:
    found = shown(unit, choice_holds(k))
    return {} if found is None else _figures(item, found, found, comparable)


def _means(item: Item, k: int, unit: Unit, comparable: Comparable) -> Told:
    counts = unit.counts
    if end := end_of_scale(item, k, counts):
        return {(): Figures(Band.of(sum(counts)), range=end)}
    found = shown(unit, mean_holds(k))
    return {} if found is None else _figures(item, found, drawn(found, k), comparable)


def _figures(item: Item, found: Unit, drawn_: Unit | None, comparable: Comparable) -> Told:
    whole = {unit.path for unit in drawn_ or ()}
    return {
        unit.path: figures(
            item,
            counts,
            drawn=unit.path in whole,
            comparable=comparable(unit.path, sum(counts)),
        )
        for unit in found
        if (counts := unit.counts)
    }


def _releases(item: Item, told: Told, answers: Mapping[Path, Histogram]) -> list[Release]:
    """All that was told, as if it had been told exactly."""
    units: dict[Path, list[Path]] = {path: [] for path in told}
    for path in answers:
        for length in range(len(path) + 1):
            if path[:length] in units:
                units[path[:length]].append(path)
    return [_release(item, told[path], mine, answers) for path, mine in units.items()]


def _release(
    item: Item, told: Figures, units: Sequence[Path], answers: Mapping[Path, Histogram]
) -> Release:
    counts = total([answers[unit] for unit in units if answers[unit]])
    least = most = sum_of(item, counts)
    if told.range:
        low, high = told.range
        least, most = ceil(sum(counts) * low), floor(sum(counts) * high)
    return Release(
        units=frozenset(units),
        total=None if item.choice else (least, most),
        counts=counts if told.shares else None,
    )
