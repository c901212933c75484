"""What is told of a round, cell by cell."""

from __future__ import annotations

from random import Random

import pytest

from bot.privacy.bands import Band
from bot.privacy.cells import Cell
from bot.privacy.figures import Figures
from bot.privacy.gate import publish
from bot.privacy.items import Histogram, Item, Path
from bot.privacy.units import split_of
from tests.attacks.companies import histogram, usual

MOOD = Item("mood")
LUNCH = Item("lunch", 0, 2, choice=True)
FIVE: Histogram = (0, 0, 2, 2, 1)
TEN: Histogram = (0, 1, 4, 4, 1)
THIRTY: Histogram = (2, 4, 9, 10, 5)


def told(
    counts: dict[Path, Histogram],
    *,
    item: Item = MOOD,
    k: int = 5,
    changed: dict[Path, int] | None = None,
) -> dict[Path, Figures | None]:
    """The figures of each unit; every unit is shown in parts."""
    split = {path[:length] for path in counts for length in range(len(path))}
    mine = {path: {item.name: one} for path, one in counts.items()}
    moves = None if changed is None else {item.name: changed}
    return {cell.path: cell.figures for cell in publish([item], k, mine, split, moves)}


@pytest.mark.parametrize(
    ("people", "band"),
    [
        (5, Band(5, 6)),
        (7, Band(7, 9)),
        (14, Band(10, 14)),
        (15, Band(15, 24)),
        (49, Band(25, 49)),
        (50, Band(50, None)),
        (9000, Band(50, None)),
    ],
)
def test_how_many_answered_is_told_as_a_band(people: int, band: Band) -> None:
    figures = told({(): (0, 0, people - 2, 2, 0)})[()]
    assert figures
    assert figures.answered == band


def test_a_mean_has_one_decimal_and_nothing_else_is_told_of_few() -> None:
    assert told({(): TEN})[()] == Figures(Band(10, 14), mean=3.5)


def test_from_25_on_shares_are_told() -> None:
    figures = told({(): THIRTY})[()]
    assert figures == Figures(Band(25, 49), mean=3.4, shares=(7, 13, 30, 33, 17), spread=1.11)
    without = told({(): (2, 4, 4, 9, 5)})[()]
    assert without == Figures(Band(15, 24), mean=3.5)


def test_fewer_than_five_are_hidden_and_the_next_smallest_with_them() -> None:
    four: Histogram = (0, 0, 2, 2, 0)
    found = told({("a",): four, ("b",): TEN, ("c",): FIVE})
    assert {path for path, figures in found.items() if figures} == {(), ("b",)}
    assert found[("a",)] is found[("c",)] is None


def test_of_fewer_than_15_only_the_total_is_told() -> None:
    seven: Histogram = (1, 1, 2, 2, 1)
    found = told({("a",): seven, ("b",): seven})
    assert {path for path, figures in found.items() if figures} == {()}
    assert told({("a",): seven, ("b",): (1, 1, 2, 3, 1)})[("a",)]


def test_a_unit_in_which_nobody_answered_is_named() -> None:
    found = told({("a",): THIRTY, ("b",): THIRTY, ("c",): ()})
    assert found[("a",)]
    assert found[("c",)] is None


def test_a_unanimous_unit_is_hidden_like_a_small_one() -> None:
    found = told({("a",): (0, 0, 0, 0, 9), ("b",): FIVE, ("c",): THIRTY})
    assert {path for path, figures in found.items() if figures} == {(), ("c",)}


@pytest.mark.parametrize(
    ("counts", "range_"),
    [
        ((0, 0, 0, 0, 60), (4.5, 5)),
        ((60, 0, 0, 0, 0), (1, 1.5)),
        ((4, 0, 0, 0, 56), (4.5, 5)),
        ((0, 0, 0, 1, 29), (4, 5)),
        ((0, 0, 0, 0, 12), (3, 5)),
    ],
)
def test_of_an_unanimous_company_the_end_of_the_scale_is_told(
    counts: Histogram, range_: tuple[float, float]
) -> None:
    figures = told({(): counts})[()]
    assert figures
    assert (figures.mean, figures.range, figures.shares) == (None, range_, None)


@pytest.mark.parametrize("counts", [(0, 0, 0, 0, 9), (0, 0, 1, 0, 4), (0, 2, 2, 0, 0), ()])
def test_of_few_who_agree_nothing_is_told(counts: Histogram) -> None:
    assert told({(): counts})[()] is None


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ((10, 10, 6), (38, 38, 23)),
        ((8, 8, 8), None),
        ((30, 3, 2), None),
        ((30, 3, 3), (83, 8, 8)),
    ],
)
def test_of_a_choice_there_are_shares_or_nothing(
    counts: Histogram, shares: tuple[int, ...] | None
) -> None:
    figures = told({(): counts}, item=LUNCH)[()]
    assert (figures and figures.shares) == shares
    assert figures is None or (figures.mean, figures.spread) == (None, None)


def test_no_choice_of_fewer_than_25_can_be_worked_out() -> None:
    found = told({("a",): (20, 10, 10), ("b",): (5, 5, 5)}, item=LUNCH)
    assert {path for path, figures in found.items() if figures} == {()}


@pytest.mark.parametrize(
    ("counts", "changed", "comparable"),
    [
        (TEN, None, False),
        (TEN, {}, True),
        (TEN, {(): 1}, False),
        (TEN, {(): 4}, False),
        (TEN, {(): 5}, True),
        ((0, 1, 4, 8, 1), {(): 4}, False),
        ((0, 1, 4, 9, 1), {(): 4}, True),
    ],
)
def test_few_who_came_or_went_show_no_trend_in_a_small_unit(
    counts: Histogram, changed: dict[Path, int] | None, comparable: bool
) -> None:
    figures = told({(): counts}, changed=changed)[()]
    assert figures
    assert figures.comparable is comparable


def test_a_higher_threshold_hides_more() -> None:
    counts: dict[Path, Histogram] = {("a",): (0, 1, 3, 3, 0), ("b",): TEN, ("c",): TEN}
    assert told(counts, k=5)[("a",)]
    assert told(counts, k=8)[("a",)] is None


def test_the_same_answers_give_the_same_cells_in_the_same_order() -> None:
    answers: dict[Path, Histogram] = {("b",): TEN, ("a",): THIRTY, (): FIVE}
    counts = {path: {"mood": one} for path, one in answers.items()}
    cells = publish([MOOD, LUNCH], 5, counts, {()})
    backwards = publish([MOOD, LUNCH], 5, dict(reversed(counts.items())), {()})
    assert cells == backwards
    assert [(cell.item, cell.path) for cell in cells] == [
        (item, path) for item in ("mood", "lunch") for path in ((), ("a",), ("b",))
    ]
    assert cells[3] == Cell("lunch", ())


def realistic(rng: Random) -> tuple[dict[Path, int], dict[Path, dict[str, Histogram]]]:
    """How many are asked in each team, and what those say who answer."""
    sizes: dict[Path, int] = {
        ("Acme", f"division {number % 4}", f"team {number}"): rng.randint(6, 12)
        for number in range(33)
    }
    answering = {path: sum(rng.random() < 0.6 for _ in range(n)) for path, n in sizes.items()}
    return sizes, {
        path: {MOOD.name: histogram(MOOD, usual(rng, MOOD, people))}
        for path, people in answering.items()
    }


def test_a_page_of_teams_is_not_grey() -> None:
    """300 people in teams of 6 to 12, of whom six in ten answer as people do."""
    rng, teams, shown, divisions, parts = Random(1), 0, 0, 0, 0
    for _ in range(20):
        sizes, counts = realistic(rng)
        found = publish([MOOD], 5, counts, split_of(sizes, 5))
        teams += sum(len(cell.path) == 3 for cell in found)
        shown += sum(len(cell.path) == 3 and cell.figures is not None for cell in found)
        divisions += sum(len(cell.path) == 2 for cell in found)
        parts += sum(len(cell.path) == 2 and cell.figures is not None for cell in found)
    assert shown / teams > 0.5
    assert parts / divisions > 0.95


def test_what_is_asked_as_a_whole_is_told_of_everybody_alone() -> None:
    item = Item("mood", whole=True)
    counts: dict[Path, Histogram] = {("a",): THIRTY, ("b",): THIRTY}
    assert told(counts).keys() == {(), ("a",), ("b",)}
    assert told(counts, item=item).keys() == {()}
