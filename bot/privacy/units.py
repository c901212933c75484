"""Units: the one tree of companies, divisions and teams along which figures are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field

from bot.privacy.items import Histogram, Path

# So many of those who are asked answer where a round does well: three in five.
ANSWERING = (3, 5)


@dataclass(slots=True)
class Unit:
    """A unit with the answers of those directly in it, and the units it is shown in.

    Answers come in pieces: each is the answers of people whom no published figure tells apart.
    """

    path: Path
    pieces: list[Histogram] = field(default_factory=list)
    below: list[Unit] = field(default_factory=list)

    @property
    def own(self) -> int:
        """How many answered who are in none of the units below."""
        return sum(map(sum, self.pieces))

    @property
    def answered(self) -> int:
        """How many answered in all."""
        return self.own + sum(unit.answered for unit in self.below)

    def histogram(self, width: int) -> Histogram:
        """How often each of `width` answers was given in all."""
        return total([*self.pieces, *(unit.histogram(width) for unit in self.below)], width)


def total(pieces: list[Histogram], width: int) -> Histogram:
    """Several histograms in one."""
    return tuple(map(sum, zip(*pieces, strict=True))) if pieces else (0,) * width


def tree(counts: Mapping[Path, Histogram], split: Set[Path]) -> Unit:
    """The units that are shown, from everybody down; `counts` are of those directly in each.

    Whoever is in a unit that is not shown counts for the one around it. A unit that is all there
    is in the one around it is left out, for it is the same people.
    """
    units: dict[Path, Unit] = {(): Unit(())}
    for path in sorted(counts):
        unit = _unit(units, _shown(path, split))
        if any(counts[path]):
            unit.pieces.append(counts[path])
    return _without_twins(units[()], counts)


def _shown(path: Path, split: Set[Path]) -> Path:
    for length in range(len(path)):
        if path[:length] not in split:
            return path[:length]
    return path


def _unit(units: dict[Path, Unit], path: Path) -> Unit:
    if path not in units:
        units[path] = Unit(path)
        _unit(units, path[:-1]).below.append(units[path])
    return units[path]


def _without_twins(unit: Unit, peopled: Collection[Path]) -> Unit:
    path = unit.path
    while len(unit.below) == 1 and path not in peopled:
        (only,) = unit.below
        path, unit.pieces, unit.below = only.path, only.pieces, only.below
    for below in unit.below:
        _without_twins(below, peopled)
    return unit


def split_of(sizes: Mapping[Path, int], k: int) -> set[Path]:
    """The units that are shown in parts, by how many of those asked are directly in each.

    A unit is, when at least half of its parts are so large that, as answers come, k of them are to
    be expected: a grey page helps nobody.
    """
    people: dict[Path, int] = {}
    for path, size in sizes.items():
        for length in range(len(path) + 1):
            people[path[:length]] = people.get(path[:length], 0) + size
    parts: dict[Path, list[int]] = {}
    for path, size in people.items():
        if path:
            parts.setdefault(path[:-1], []).append(size)
    share, of = ANSWERING
    return {
        path
        for path, found in parts.items()
        if 2 * sum(size * share >= k * of for size in found) >= len(found)
    }
