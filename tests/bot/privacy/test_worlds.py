"""All the companies there can be, so small that each can be looked at: nobody's answer is certain.

Whoever sees what was published asks which answers of everybody would have looked the same. The
threshold is 3 here, and one person may tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, product
from typing import TypeAlias

import pytest

from bot.privacy import auditing, gate, hiding
from bot.privacy.cells import Cell
from bot.privacy.items import Histogram, Item, Path
from tests.attacks.solvers import facts

ITEM = Item("mood", 1, 3)
CHOICE = Item("lunch", 1, 3, choice=True)
A, B, C = (("a",), ("b",), ("c",))
DEEP, DEEPER = (("a", "x"), ("a", "y"))
EVERYBODY: Path = ()

World: TypeAlias = tuple[Histogram, ...]
Known: TypeAlias = tuple[tuple[int, int], ...]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of few people are shown, and distributions of five."""
    monkeypatch.setattr(gate, "SMALL", 0)
    monkeypatch.setattr(hiding, "DRAWN", 5)
    monkeypatch.setattr(auditing, "DRAWN", 5)


@pytest.mark.parametrize(
    ("item", "sizes", "k"),
    [
        (ITEM, {A: 6}, 3),
        (ITEM, {A: 3, B: 5}, 3),
        (ITEM, {A: 4, B: 3, C: 3}, 3),
        (ITEM, {EVERYBODY: 1, A: 5, B: 3}, 3),
        (ITEM, {A: 5, B: 5}, 4),
        (CHOICE, {A: 6, B: 3}, 3),
        pytest.param(ITEM, {A: 4, B: 4, C: 3}, 3, marks=pytest.mark.soak),
        pytest.param(ITEM, {A: 6, B: 5}, 4, marks=pytest.mark.soak),
        pytest.param(ITEM, {DEEP: 3, DEEPER: 3, B: 4, EVERYBODY: 1}, 3, marks=pytest.mark.soak),
        pytest.param(CHOICE, {A: 5, B: 5, C: 3}, 3, marks=pytest.mark.soak),
    ],
    ids=str,
)
def test_whatever_was_answered_nobody_is_certain(
    item: Item, sizes: Mapping[Path, int], k: int
) -> None:
    """To those who know all figures exactly, and how many answered in each unit, hidden or not."""
    worlds = list(every(sizes, item))
    kinds: dict[tuple[tuple[Path, bool], ...], list[World]] = defaultdict(list)
    for world in worlds:
        kinds[told(publish(item, sizes, world, k))].append(world)
    for kind, mine in kinds.items():
        alike = defaultdict(list)
        for world in worlds:
            alike[figures(kind, item, sizes, world)].append(world)
        for seen in {figures(kind, item, sizes, world) for world in mine}:
            real = [world for world in mine if figures(kind, item, sizes, world) == seen]
            assert certain(alike[seen], k, real) == [], kind


def publish(item: Item, sizes: Mapping[Path, int], world: World, k: int) -> list[Cell]:
    counts = {path: {item.name: one} for path, one in zip(sizes, world, strict=True)}
    split = {path[:length] for path in sizes for length in range(len(path))}
    return gate.publish([item], k, counts, split)


def told(cells: Iterable[Cell]) -> tuple[tuple[Path, bool], ...]:
    """Of which units something is told; a stretch, which holds for many, is looked at below."""
    return tuple(
        (cell.path, bool(cell.figures.shares))
        for cell in cells
        if cell.figures and not cell.figures.range
    )


def figures(
    kind: Iterable[tuple[Path, bool]], item: Item, sizes: Mapping[Path, int], world: World
) -> Hashable:
    found: list[Hashable] = []
    for path, drawn in kind:
        mine = [one for unit, one in zip(sizes, world, strict=True) if unit[: len(path)] == path]
        counts = tuple(map(sum, zip(*mine, strict=True)))
        found.append(counts if drawn else sum(n * place for place, n in enumerate(counts)))
    return tuple(found)


def every(sizes: Mapping[Path, int], item: Item) -> Iterator[World]:
    width = item.high - item.low + 1
    return product(*(list(histograms(size, width)) for size in sizes.values()))


def histograms(people: int, width: int) -> Iterator[Histogram]:
    if width == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in histograms(people - first, width - 1):
            yield (first, *rest)


def certain(alike: Sequence[World], k: int, real: Sequence[World]) -> list[tuple[Known, int]]:
    """Who tell, and the unit in which they then know somebody's answer."""
    units, width = len(alike[0]), len(alike[0][0])
    everybody = list(product(range(units), range(width)))
    found = []
    for number in range(k - 1):
        for known in combinations_with_replacement(everybody, number):
            if any(_left(world, known) for world in real):
                left = [one for world in alike if (one := _left(world, known))]
                found += [(known, unit) for unit in range(units) if _same(left, unit)]
    return found


def _left(world: World, known: Known) -> list[list[int]] | None:
    """The answers of those who do not tell; None where nobody could have told this."""
    left = [list(one) for one in world]
    for unit, place in known:
        left[unit][place] -= 1
    return left if all(n >= 0 for one in left for n in one) else None


def _same(left: Sequence[Sequence[Sequence[int]]], unit: int) -> bool:
    given = {place for world in left for place, n in enumerate(world[unit]) if n}
    return len(given) == 1


@pytest.mark.parametrize("item", [ITEM, CHOICE], ids=["mean", "choice"])
@pytest.mark.parametrize("shares_from", [9, 99])
@pytest.mark.parametrize(("people", "k"), [(8, 3), (9, 3), (10, 3), (12, 4)])
def test_of_a_total_not_even_those_are_certain_who_know_the_program(
    item: Item, people: int, k: int, shares_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells nothing more that an end of the scale is told, or no distribution, or nothing."""
    monkeypatch.setattr(hiding, "DRAWN", shares_from)
    alike: dict[object, list[World]] = defaultdict(list)
    for world in every({EVERYBODY: people}, item):
        cells = publish(item, {EVERYBODY: people}, world, k)
        seen = [(one.total, one.counts) for one in facts(cells, item, {EVERYBODY: world[0]})]
        if cells[0].figures and cells[0].figures.range:
            seen = [(cells[0].figures.range, None)]
        alike[tuple(seen)].append(world)
    for worlds in alike.values():
        assert certain(worlds, k, worlds) == []
