"""Nobody's answer can be worked out from what is shown: asked of solvers, not of the program."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import gate, hiding
from bot.privacy.cells import Cell
from bot.privacy.hiding import Rule
from bot.privacy.items import Histogram
from bot.privacy.units import Unit, total
from tests.attacks.companies import Answered, company
from tests.attacks.solvers import Attacker, every_unit, facts, laid_bare

K = 5
EXAMPLES = 40

seeds = st.integers(0, 2**32)
sizes = st.sampled_from([5, 7, 10, 14, 15, 25, 40, 80, 150, 300])


def shown(answered: Answered, k: int = K) -> list[Cell]:
    return gate.publish([answered.item], k, answered.counts, answered.split)


@settings(max_examples=EXAMPLES, deadline=None)
@given(seeds, sizes)
def test_nobody_is_laid_bare(seed: int, people: int) -> None:
    rng = Random(seed)
    answered = company(rng, people)
    assert laid_bare(shown(answered), answered.item, answered.answers, K, rng) == []


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=2000, deadline=None)
@given(seeds, sizes, st.integers(4, 9))
def test_nobody_is_laid_bare_whatever_the_threshold(seed: int, people: int, k: int) -> None:
    rng = Random(seed)
    answered = company(rng, people)
    cells = shown(answered, k)
    assert laid_bare(cells, answered.item, answered.answers, k, rng) == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(seeds, sizes)
def test_what_is_shown_does_not_give_away_what_is_hidden(seed: int, people: int) -> None:
    rng = Random(seed)
    answered = company(rng, people)
    cells = shown(answered)
    told = facts(cells, answered.item, answered.answers)
    attacker = Attacker(answered.item, told, every_unit(told, answered.answers))
    hidden = [cell.path for cell in cells if cell.figures is None] if told else []
    for path in rng.sample(hidden, min(2, len(hidden))):
        low, high = attacker.sum_between(path)
        assert low < high or attacker.nobody_in(path)


# ---- That the solvers would find it, were something forgotten ----


def nothing_else_hidden(unit: Unit, holds: Rule) -> Unit | None:
    """Hides what does not hold, and no sibling with it."""
    below = [found for one in unit.below if (found := nothing_else_hidden(one, holds))]
    if not unit.answered or not holds([unit.counts]):
        return None
    kept = {one.path for one in below}
    hidden = [part for one in unit.below if one.path not in kept for part in one]
    pieces = [*unit.pieces, *(piece for part in hidden for piece in part.pieces)]
    return Unit(unit.path, pieces, below)


def of_size(k: int) -> Rule:
    return lambda pieces: sum(map(sum, pieces)) >= k


def not_unanimous(k: int) -> Rule:
    def holds(pieces: Sequence[Histogram]) -> bool:
        counts = total(pieces)
        return sum(counts) >= k and sum(counts) > max(counts[0], counts[-1])

    return holds


def one_fewer(k: int) -> Rule:
    def holds(pieces: Sequence[Histogram]) -> bool:
        counts = total(pieces)
        return sum(counts) >= k and sum(counts) - max(counts[0], counts[-1]) >= k - 2

    return holds


def enough(_: int) -> Rule:
    return lambda pieces: sum(map(sum, pieces)) >= hiding.DRAWN


FORGOTTEN = {
    "that a hidden unit is a difference": (gate, "shown", nothing_else_hidden),
    "what was answered": (gate, "mean_holds", of_size),
    "those who tell": (gate, "mean_holds", not_unanimous),
    "one of those who tell": (gate, "mean_holds", one_fewer),
    "that the units inside a distribution have means": (hiding, "shares_hold", enough),
}


@pytest.mark.parametrize("forgotten", FORGOTTEN)
def test_the_solvers_find_what_was_forgotten(
    forgotten: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, instead = FORGOTTEN[forgotten]
    monkeypatch.setattr(module, name, instead)
    monkeypatch.setattr(gate, "end_of_scale", lambda *_: None)
    bare = _first_laid_bare
    with monkeypatch.context() as unaudited:
        unaudited.setattr(gate, "safe", lambda *_: True)
        seed = bare(range(60))
    assert seed is not None
    # The auditor would not have let it pass.
    assert bare([seed]) is None


def _first_laid_bare(tried: Sequence[int]) -> int | None:
    for seed in tried:
        rng = Random(seed)
        answered = company(rng, rng.choice((12, 20, 40, 80)))
        if laid_bare(shown(answered), answered.item, answered.answers, K, rng):
            return seed
    return None
