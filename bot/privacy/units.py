"""Units: the one tree of companies, divisions and teams along which figures are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from bot.privacy.items import Histogram, Path

# So many of those who are asked answer where a round does well: three in five.
ANSWERING = (3, 5)


@dataclass(slots=True)
class Unit:
    """A unit with the answers of those directly in it, and the units it is shown in.

    Answers come in pieces, as they were counted.
    """

    path: Path
    pieces: list[Histogram] = field(default_factory=list)
    below: list[Unit] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """How many answered in all."""
        return sum(map(sum, self.pieces)) + sum(unit.answered for unit in self.below)

    @property
    def counts(self) -> Histogram:
        """How often each answer was given in all; nothing where nobody answered."""
        return total([*self.pieces, *(found for one in self.below if (found := one.counts))])

    def __iter__(self) -> Iterator[Unit]:
        """Itself and every unit below."""
        yield self
        for unit in self.below:
            yield from unit


def total(pieces: Sequence[Histogram]) -> Histogram:
    """Several histograms in one."""
    return pieces[0] if len(pieces) == 1 else tuple(map(sum, zip(*pieces, strict=True)))


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


def height(unit: Unit) -> int:
    """How many levels of units there are below a unit."""
    return max((1 + height(below) for below in unit.below), default=0)


def cut(unit: Unit, levels: int) -> Unit:
    """A unit with only so many levels below it; what is deeper is in one piece with the last."""
    if levels:
        return Unit(unit.path, unit.pieces, [cut(below, levels - 1) for below in unit.below])
    return Unit(unit.path, [unit.counts] if unit.answered else [])


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
