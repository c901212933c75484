"""The auditor knows what a linear program would find, and lets nothing pass that gives away."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.privacy import gate
from bot.privacy.auditing import Release, bounds, nested, safe
from bot.privacy.items import Histogram, Item, Path
from tests.attacks.companies import Answered, company
from tests.attacks.solvers import person_bounds

ITEM = Item("mood")
A: Path = ("a",)
B: Path = ("b",)
C: Path = ("c",)
EXAMPLES = 10


def told(
    units: Sequence[Path], total: int | tuple[int, int] | None, counts: Histogram | None = None
) -> Release:
    return Release(frozenset(units), (total, total) if isinstance(total, int) else total, counts)


@given(st.integers(0, 2**32), st.sampled_from([3, 8, 20, 60, 150, 300]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_it_finds_what_a_linear_program_finds(seed: int, people: int) -> None:
    rng = Random(seed)
    answered = company(rng, people)
    item, answers = answered.item, answered.answers
    releases = some_of(rng, answered)
    known = telling(rng, answered)
    sizes = {path: sum(counts) for path, counts in answers.items()}
    found = bounds(nested(releases), item, sizes, known)

    order = list(answers)
    sums = [
        ({order.index(unit) for unit in one.units}, *one.total) for one in releases if one.total
    ]
    # Of the units of one atom one is asked about, for the others are in the same position.
    for unit in {
        alike(unit, releases): unit for unit in found if sizes[unit] > len(known.get(unit, ()))
    }.values():
        exact = person_bounds(
            item,
            list(sizes.values()),
            sums,
            [known.get(one, ()) for one in order],
            order.index(unit),
        )
        assert found[unit] == pytest.approx(exact, abs=1e-6)


def some_of(rng: Random, answered: Answered) -> list[Release]:
    """Sums of some units, a few of them only from ... to."""
    units = sorted({path[:n] for path in answered.answers for n in range(len(path) + 1)})
    releases = []
    for path in units:
        if rng.random() < 0.7:
            mine = [one for one in answered.answers if one[: len(path)] == path]
            total = sum(
                n * (answered.item.low + place)
                for one in mine
                for place, n in enumerate(answered.answers[one])
            )
            blurred = rng.choice((0, 0, 0, 1, 3))
            releases.append(told(mine, (total - rng.randint(0, blurred), total + blurred)))
    return releases


def telling(rng: Random, answered: Answered) -> dict[Path, list[int]]:
    """A few people who say what they answered."""
    everybody = [
        (path, answered.item.low + place)
        for path, counts in answered.answers.items()
        for place, n in enumerate(counts)
        for _ in range(n)
    ]
    found: dict[Path, list[int]] = {}
    for path, answer in rng.sample(everybody, rng.choice((0, 0, 1, 3))):
        found.setdefault(path, []).append(answer)
    return found


def alike(unit: Path, releases: Sequence[Release]) -> tuple[bool, ...]:
    return tuple(unit in one.units for one in releases)


@pytest.mark.parametrize(
    ("answers", "total", "passes"),
    [
        pytest.param((0, 0, 2, 2, 1), 19, True, id="five"),
        pytest.param((0, 0, 2, 2, 0), 14, False, id="four"),
        pytest.param((0, 0, 0, 0, 9), 45, False, id="all at the top"),
        pytest.param((0, 0, 0, 0, 9), (27, 45), True, id="all at the top, told as a stretch"),
        pytest.param((0, 0, 0, 3, 6), 42, False, id="three not at the top"),
        pytest.param((0, 0, 0, 4, 5), 41, True, id="four not at the top"),
        pytest.param((6, 3, 0, 0, 0), 12, False, id="three not at the bottom"),
        pytest.param((5, 4, 0, 0, 0), 13, True, id="four not at the bottom"),
    ],
)
def test_a_mean_passes(answers: Histogram, total: int | tuple[int, int], passes: bool) -> None:
    assert safe([told([A], total)], ITEM, {A: answers}, 5) is passes


@pytest.mark.parametrize(
    ("apart", "passes"),
    [((0, 0, 1, 1, 1), False), ((0, 0, 1, 2, 3), False), ((0, 0, 2, 2, 2), True)],
)
def test_a_difference_passes_like_a_mean(apart: Histogram, passes: bool) -> None:
    answers: dict[Path, Histogram] = {A: (0, 0, 3, 3, 3), B: apart}
    releases = [told([A], 36), told([A, B], 36 + _sum(apart))]
    assert safe(releases, ITEM, answers, 5) is passes


@pytest.mark.parametrize(
    ("counts", "passes"),
    [
        pytest.param((5, 5, 5, 5, 5), True, id="of 25"),
        pytest.param((5, 5, 5, 5, 4), False, id="of 24"),
        pytest.param((0, 0, 27, 0, 3), False, id="three said otherwise"),
        pytest.param((0, 0, 27, 0, 4), True, id="four said otherwise"),
    ],
)
def test_shares_pass(counts: Histogram, passes: bool) -> None:
    assert safe([told([A], None, counts)], ITEM, {A: counts}, 5) is passes


@pytest.mark.parametrize(
    ("others", "passes"),
    [
        pytest.param((0, 9, 9, 9, 9), True, id="others have a 2 and a 4 to exchange for two 3"),
        pytest.param((0, 16, 0, 0, 16), False, id="others have none"),
        pytest.param((0, 3, 9, 9, 9), False, id="those who have might be those who tell"),
    ],
)
def test_shares_of_units_with_means_pass(others: Histogram, passes: bool) -> None:
    agreed: Histogram = (0, 0, 6, 0, 0)
    both = tuple(map(sum, zip(others, agreed, strict=True)))
    releases = [told([A, B], _sum(both), both), told([B], 18)]
    assert safe(releases, ITEM, {A: others, B: agreed}, 5) is passes


def test_no_shares_of_fewer_than_25_can_be_worked_out() -> None:
    most, rest = (0, 9, 9, 9, 0), (0, 0, 8, 8, 8)
    both = tuple(map(sum, zip(most, rest, strict=True)))
    releases = [told([A], None, most), told([A, B], None, both)]
    assert not safe(releases, ITEM, {A: most, B: rest}, 5)


def _sum(counts: Histogram) -> int:
    return sum(n * (ITEM.low + place) for place, n in enumerate(counts))


def test_figures_that_overlap_are_refused() -> None:
    answers: dict[Path, Histogram] = dict.fromkeys((A, B, C), (9, 9, 9, 9, 9))
    everyone_except = [told([A, B], 270), told([B, C], 270)]
    with pytest.raises(BotError, match="overlap"):
        safe(everyone_except, ITEM, answers, 5)


def test_only_of_everybody_a_stretch_is_told() -> None:
    answers: dict[Path, Histogram] = dict.fromkeys((A, B), (9, 9, 9, 9, 9))
    with pytest.raises(BotError, match="only of everybody"):
        safe([told([A, B], 270), told([A], (90, 180))], ITEM, answers, 5)


def test_what_it_does_not_let_pass_is_told_without_the_finest_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were hiding to fail, then first the teams would go, then all but the total, then that."""
    answered = company(Random(3), 300, ITEM)
    monkeypatch.setattr(gate, "shown", lambda unit, _: unit)
    found = gate.publish([ITEM], 5, answered.counts, answered.split)
    deepest = max(len(cell.path) for cell in found if cell.figures)
    assert deepest < 3
    monkeypatch.setattr(gate, "safe", lambda *_: False)
    assert not any(
        cell.figures for cell in gate.publish([ITEM], 5, answered.counts, answered.split)
    )
