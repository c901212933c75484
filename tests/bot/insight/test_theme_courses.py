"""Whether a theme rises is told where chance does not explain it; who noticed, where three did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.insight.themes.courses import moved, strewn
from bot.insight.themes.noticing import Noticed, noticed
from bot.insight.themes.pool import Said

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVEN = [2] * 12


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [(6, 0, 1), (5, 0, 0), (0, 6, -1), (0, 0, 0), (1, 0, 0), (20, 8, 1), (20, 12, 0), (8, 20, -1)],
)
def test_it_moves_where_chance_does_not_explain_it(now: int, before: int, told: int) -> None:
    assert moved(now, before, EVEN) == told


def test_what_comes_in_bursts_takes_more_to_be_told_of() -> None:
    bursts = [0, 9, 0, 0, 8, 0, 0, 10, 0, 0, 9, 0]
    assert strewn(EVEN) == 1
    assert strewn(bursts) > 3
    assert moved(20, 8, EVEN) == 1
    assert moved(20, 8, bursts) == 0
    # A steady rise is no burst.
    assert strewn(list(range(12))) == 1
    assert strewn([]) == 1


def test_chance_alone_is_rarely_told_of() -> None:
    dice, told = Random(5), 0
    for _ in range(2_000):
        weeks = [sum(dice.random() < 0.04 for _ in range(50)) for _ in range(13)]
        told += moved(sum(weeks[-4:]), sum(weeks[-8:-4]), weeks[:-1]) != 0
    # Of two thousand steady themes at most as many as one in twenty.
    assert told <= 100


def said(at: int, who: int | None = None, *, outside: bool = False, by: str = "") -> Said:
    return Said(MONDAY + timedelta(days=at), by, outside, who)


def of(*some: Said) -> dict[tuple[str, int], Said]:
    return {("ideas", number): one for number, one in enumerate(some)}


def test_it_is_noticed_with_the_third_who_speaks() -> None:
    assert noticed(of(said(1, 7), said(2, 8), said(3, 7), said(4, 9)), None) == Noticed(
        None, MONDAY + timedelta(days=4)
    )
    assert noticed(of(said(1, 7), said(2, 8)), None) == Noticed()


def test_customers_stand_apart_also_where_a_colleague_wrote_it_down() -> None:
    some = [said(n, n, outside=True) for n in range(2)]
    found = noticed(of(*some, said(5, by="Rita Lane"), said(6, 1)), None)
    assert found == Noticed(MONDAY + timedelta(days=5), None)


def test_whose_words_these_are_and_is_not_known_is_nobody_else() -> None:
    found = noticed(of(said(1), said(2), said(3)), None)
    assert found.colleagues == MONDAY + timedelta(days=3)


def test_a_round_that_was_published_speaks_for_colleagues() -> None:
    early, late = MONDAY - timedelta(days=9), MONDAY + timedelta(days=9)
    some = of(said(1, 1), said(2, 2), said(3, 3))
    assert noticed(some, early).colleagues == early
    assert noticed(some, late).colleagues == MONDAY + timedelta(days=3)
    assert noticed({}, late).colleagues == late
