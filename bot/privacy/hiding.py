"""Hiding: which units can be shown so that no difference between them gives anybody away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from bot.privacy.items import Histogram
from bot.privacy.units import Unit, total

# Whether figures can be told of people, piece by piece, whom what is shown tells apart.
Rule: TypeAlias = Callable[[Sequence[Histogram]], bool]

# Distributions are shown from so many people on.
DRAWN = 25


def shown(unit: Unit, holds: Rule) -> Unit | None:
    """The units that can be shown, each with the pieces nothing shown below accounts for.

    None: nothing. From the bottom up: what is hidden in a unit can be worked out from the rest of
    it, and so has to hold as if it were shown; while it does not, the next smallest is hidden, too.
    """
    found = Unit(unit.path, list(unit.pieces))
    for below in unit.below:
        part = shown(below, holds)
        if part is None:
            found.pieces += _pieces(below)
        else:
            found.below.append(part)
    while found.below and not _stands(found, holds):
        smallest = min(found.below, key=lambda one: (one.answered, one.path))
        found.below.remove(smallest)
        found.pieces += smallest.pieces
        found.below += smallest.below
    return found if _stands(found, holds) else None


def _pieces(unit: Unit) -> list[Histogram]:
    return [*unit.pieces, *(piece for below in unit.below for piece in _pieces(below))]


def _stands(unit: Unit, holds: Rule) -> bool:
    return holds(unit.pieces) if unit.pieces else bool(unit.below)


def mean_holds(k: int) -> Rule:
    """Whether a mean can be told: of k answers, of which enough lie at neither end of the scale.

    With k - 2 of them known the others could still be different ones of equal sum.
    """

    def holds(pieces: Sequence[Histogram]) -> bool:
        counts = total(pieces)
        people = sum(counts)
        return people >= k and people - max(counts[0], counts[-1]) >= k - 1

    return holds


def shares_hold(k: int) -> Rule:
    """Whether a distribution can be told of people of whom, by piece, the sums are known.

    With k - 2 answers known, whoever is left in a piece has somebody there to exchange answers
    with. Or all of them said the same: then two can go one up and one down, while a pair elsewhere,
    one above and one below, meets there. Whoever is known is either one of the others in the piece
    or breaks one such pair. Of a single piece two more are asked for: so not even that a
    distribution is not told says that all others agree.
    """

    def holds(pieces: Sequence[Histogram]) -> bool:
        least = k + 1 if len(pieces) == 1 else k - 1
        return sum(map(sum, pieces)) >= DRAWN and all(
            sum(piece) - count + _pairs(pieces, place) - _pairs([piece], place) >= least
            for piece in pieces
            for place, count in enumerate(piece)
            if sum(piece) - count < least
        )

    return holds


def choice_holds(k: int) -> Rule:
    """Whether the shares of options can be told, which have no order and no mean."""
    holds = shares_hold(k)
    return lambda pieces: holds([total(pieces)])


def _pairs(pieces: Sequence[Histogram], place: int) -> int:
    """How many pairs there are of one answer just above and one just below, each in one piece."""
    if not 0 < place < len(pieces[0]) - 1:
        return 0
    return sum(min(piece[place - 1], piece[place + 1]) for piece in pieces)


def drawn(unit: Unit, k: int) -> Unit | None:
    """Of units whose means are told, those whose distributions can be told as well."""
    return shown(_in_one_piece(unit), shares_hold(k))


def _in_one_piece(unit: Unit) -> Unit:
    own = [total(unit.pieces)] if unit.pieces else []
    return Unit(unit.path, own, [_in_one_piece(one) for one in unit.below])
