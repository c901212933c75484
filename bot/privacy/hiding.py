"""Hiding: which units can be shown so that no difference between them gives anybody away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from bot.privacy.bands import Step
from bot.privacy.items import Histogram, Item, Path
from bot.privacy.units import Unit, total

# Whether the answers of people who are told apart from all others can be shown.
Rule: TypeAlias = Callable[[list[Histogram]], bool]

# Distributions are shown from so many people on.
DRAWN = 25


def shown(unit: Unit, holds: Rule) -> Unit | None:
    """The units that can be shown, each with the answers nothing shown below accounts for.

    None: nothing. From the bottom up: what is hidden in a unit can be worked out from the rest of
    it, and so has to hold as if it were shown; while it does not, the next smallest is hidden, too.
    """
    found = _covered(unit, holds)
    return found if _stands(found, holds) else None


def _covered(unit: Unit, holds: Rule) -> Unit:
    found = Unit(unit.path, list(unit.pieces))
    for below in unit.below:
        part = _covered(below, holds)
        if _stands(part, holds):
            found.below.append(part)
        else:
            found.pieces += part.pieces
            found.below += part.below
    while found.below and not _stands(found, holds):
        smallest = min(found.below, key=lambda one: (one.answered, one.path))
        found.below.remove(smallest)
        found.pieces += smallest.pieces
        found.below += smallest.below
    return found


def _stands(unit: Unit, holds: Rule) -> bool:
    return holds(unit.pieces) if unit.pieces else bool(unit.below)


def mean_holds(k: int) -> Rule:
    """Whether a mean can be told: k answers, and enough of them at neither end of the scale.

    With k - 2 of them known, the others could still be exchanged for different ones of equal sum.
    """

    def holds(pieces: list[Histogram]) -> bool:
        counts = total(pieces, 0)
        people = sum(counts)
        return people >= k and people - max(counts[0], counts[-1]) >= k

    return holds


def step_holds(item: Item, k: int, counts: Histogram, step: Step) -> bool:
    """Whether the mean of everybody can be told as a stretch of the scale.

    With k - 2 answers known, each of the others could still be one lower, or one higher.
    """
    answers = [item.low + place for place, count in enumerate(counts) for _ in range(count)]
    known, others = k - 2, len(answers) - (k - 2)
    highest, lowest = sum(answers[-known:]), sum(answers[:known])
    return (
        others >= 2
        and step.most - highest > others * item.low
        and step.least - lowest < others * item.high
    )


def shares_hold(k: int) -> Rule:
    """Whether a distribution can be told of people of whom, in pieces, the means are known.

    With k - 2 of them known, whoever is left in a piece has somebody there to exchange answers
    with; or, where all said the same, two of them can go one up and one down while a pair
    elsewhere, one above and one below, meets in the middle.
    """

    def holds(pieces: list[Histogram]) -> bool:
        pairs = _pairs(pieces)
        return sum(map(sum, pieces)) >= DRAWN and all(
            sum(piece) - count >= k - 1 or pairs[place] - _pair(piece, place) >= k - 1
            for piece in pieces
            for place, count in enumerate(piece)
        )

    return holds


def choice_holds(k: int) -> Rule:
    """Whether the shares of options can be told; there is no order among them, and no mean."""
    holds = shares_hold(k)
    return lambda pieces: holds([total(pieces, 0)])


def _pairs(pieces: Sequence[Histogram]) -> list[int]:
    width = len(pieces[0])
    return [sum(_pair(piece, place) for piece in pieces) for place in range(width)]


def _pair(piece: Histogram, place: int) -> int:
    """How many pairs of one answer just above and one just below there are."""
    return min(piece[place - 1], piece[place + 1]) if 0 < place < len(piece) - 1 else 0


def drawn(shown_: Unit | None, k: int) -> set[Path]:
    """Of units whose means are told, those whose distribution can be told as well."""
    found = shown(_whole(shown_), shares_hold(k)) if shown_ else None
    return set(paths(found))


def _whole(unit: Unit) -> Unit:
    """The same units, whose hidden answers are one piece each."""
    own = [total(unit.pieces, 0)] if unit.pieces else []
    return Unit(unit.path, own, [_whole(one) for one in unit.below])


def paths(unit: Unit | None) -> list[Path]:
    """The paths of units, the larger around the smaller."""
    return [unit.path, *(path for one in unit.below for path in paths(one))] if unit else []
