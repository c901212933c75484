"""The auditor: works out what all that is released gives away, and not why it was chosen.

An atom is a released set of people without the released sets inside it. Nobody can tell the people
of an atom apart, so what can be known of one of them follows from what is known of the atom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import BotError
from bot.privacy.items import Histogram, Item, Path

# No distribution of fewer people may be worked out.
DRAWN = 25


@dataclass(frozen=True, slots=True)
class Release:
    """What was told of the people of some units: the sum of their answers, from ... to, and how
    often each answer was given. None is not told.
    """

    units: frozenset[Path]
    total: tuple[int, int] | None
    counts: Histogram | None = None


@dataclass(slots=True)
class Atom:
    """A released set: `units` are in none of the sets inside it, `around` is the one it is in.

    The sum of the answers in `units` lies from `low` to `high`.
    """

    release: Release
    around: Atom | None
    inside: list[Atom] = field(default_factory=list)
    units: set[Path] = field(default_factory=set)
    low: int = 0
    high: int = 0


def nested(releases: Iterable[Release]) -> list[Atom]:
    """The atoms of what was released, the larger sets first; BotError when two sets overlap."""
    atoms: list[Atom] = []
    innermost: dict[Path, Atom | None] = {}
    for release in sorted(releases, key=lambda one: -len(one.units)):
        places = {id(one): one for one in map(innermost.get, release.units)}
        if len(places) > 1:
            raise BotError("figures overlap, and so cannot be told together")
        (around,) = places.values() if places else (None,)
        atom = Atom(release, around, units=set(release.units))
        if around is not None:
            around.inside.append(atom)
            around.units -= release.units
        innermost.update(dict.fromkeys(release.units, atom))
        atoms.append(atom)
    return atoms


def bounds(
    atoms: Sequence[Atom],
    item: Item,
    answers: Mapping[Path, int],
    known: Mapping[Path, Sequence[int]] | None = None,
) -> dict[Path, tuple[int, int]]:
    """Between what and what the answer of one person of a unit lies, as far as sums tell.

    `answers` is how many answered in each unit. `known` are answers of people of each unit that
    are known already; the bounds are of the others.
    """
    known = known or {}
    _narrow(atoms, item, answers, known)
    found = {}
    for atom in atoms:
        told = [one for unit in atom.units for one in known.get(unit, ())]
        others = sum(answers[unit] for unit in atom.units) - len(told) - 1
        if others < 0:
            continue
        low = atom.low - sum(told) - item.high * others
        high = atom.high - sum(told) - item.low * others
        between = max(item.low, low), min(item.high, high)
        found.update(dict.fromkeys(atom.units, between))
    return found


def _narrow(
    atoms: Sequence[Atom],
    item: Item,
    answers: Mapping[Path, int],
    known: Mapping[Path, Sequence[int]],
) -> None:
    """Find between what and what the sum of each atom lies: once up the sets, and once down."""
    whole: dict[int, tuple[int, int]] = {}
    for atom in reversed(atoms):
        told = [one for unit in atom.units for one in known.get(unit, ())]
        others = sum(answers[unit] for unit in atom.units) - len(told)
        atom.low, atom.high = sum(told) + item.low * others, sum(told) + item.high * others
        parts = [whole[id(one)] for one in atom.inside]
        low, high = atom.low + sum(p[0] for p in parts), atom.high + sum(p[1] for p in parts)
        least, most = atom.release.total or (low, high)
        whole[id(atom)] = max(low, least), min(high, most)
    for atom in atoms:
        low, high = whole[id(atom)]
        parts = [(atom.low, atom.high), *(whole[id(one)] for one in atom.inside)]
        lows, highs = sum(p[0] for p in parts), sum(p[1] for p in parts)
        for one in atom.inside:
            least, most = whole[id(one)]
            whole[id(one)] = max(least, low - highs + most), min(most, high - lows + least)
        least, most = atom.low, atom.high
        atom.low, atom.high = max(least, low - highs + most), min(most, high - lows + least)


def safe(
    releases: Sequence[Release], item: Item, answers: Mapping[Path, Histogram], k: int
) -> bool:
    """Whether nobody's answer is certain, even to k - 2 people who tell each other theirs.

    `answers` are those in each unit: whether something was released safely hangs on them. BotError
    when sets overlap.
    """
    atoms = nested(releases)
    if any(one.around and _inexact(one.release) for one in atoms):
        raise BotError("only of everybody may a sum be told from ... to")
    sizes = {unit: sum(counts) for unit, counts in answers.items()}
    _narrow(atoms, item, sizes, {})
    counted = {id(one): _counts(one, item, answers) for one in atoms}
    sums = all(_sum_is_safe(one, item, counted[id(one)], k) for one in atoms)
    return sums and _shares_are_safe(atoms, counted, k)


def _inexact(release: Release) -> bool:
    return release.total is not None and release.total[0] != release.total[1]


def _counts(atom: Atom, item: Item, answers: Mapping[Path, Histogram]) -> list[int]:
    counts = [0] * (item.high - item.low + 1)
    for unit in atom.units:
        for place, count in enumerate(answers[unit]):
            counts[place] += count
    return counts


def _sum_is_safe(atom: Atom, item: Item, counts: Sequence[int], k: int) -> bool:
    """Whether the others could be elsewhere than all at one end, whoever the k - 2 are."""
    people = sum(counts)
    if people < k:
        return people == 0
    others = people - (k - 2)
    lowest = _first(counts, k - 2, range(item.low, item.high + 1))
    highest = _first(counts[::-1], k - 2, range(item.high, item.low - 1, -1))
    return atom.low - lowest < others * item.high and atom.high - highest > others * item.low


def _first(counts: Sequence[int], number: int, values: Iterable[int]) -> int:
    """The sum of the first so many answers."""
    found = 0
    for count, value in zip(counts, values, strict=True):
        taken = min(count, number)
        found, number = found + taken * value, number - taken
    return found


def _shares_are_safe(atoms: Sequence[Atom], counted: Mapping[int, Sequence[int]], k: int) -> bool:
    regions: dict[int, list[Sequence[int]]] = {}
    for atom in atoms:
        drawn: Atom | None = atom
        while drawn is not None and drawn.release.counts is None:
            drawn = drawn.around
        if drawn is not None and any(counted[id(atom)]):
            regions.setdefault(id(drawn), []).append(counted[id(atom)])
    return all(_region_is_safe(region, k) for region in regions.values())


def _region_is_safe(region: Sequence[Sequence[int]], k: int) -> bool:
    """Whether answers can be exchanged in each atom, or else between it and the others.

    Where the k - 2 include all who did not say `place`, two of the others may go one up and one
    down, while a pair elsewhere meets at `place`: one that those who are left of the k - 2 do not
    break up.
    """
    pairs = [sum(_meeting(atom, place) for atom in region) for place in range(len(region[0]))]
    for atom in region:
        people = sum(atom)
        for place, count in enumerate(atom):
            left = k - 2 - (people - count)
            if left >= 0 and pairs[place] - _meeting(atom, place) <= left:
                return False
    return sum(map(sum, region)) >= DRAWN


def _meeting(atom: Sequence[int], place: int) -> int:
    within = 0 < place < len(atom) - 1
    return min(atom[place - 1], atom[place + 1]) if within else 0
