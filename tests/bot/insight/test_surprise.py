"""Surprise: on noise hardly anything is news, and what has plainly changed is."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import of_level, of_share
from bot.insight.surprise import LEAST_PAST, of_count, threshold

Draw: TypeAlias = Callable[[Random], int]
PAST, WEEKS, DAYS = 12, 2000, 5


def poisson(mean: float) -> Draw:
    def draw(random: Random) -> int:
        left, product, least = 0, random.random(), exp(-mean)
        while product > least:
            left, product = left + 1, product * random.random()
        return left

    return draw


def bursty(mean: float, size: float) -> Draw:
    """A negative binomial: some weeks are livelier than others for no reason."""
    return lambda random: poisson(random.gammavariate(size, mean / size))(random)


def news(draw: Draw, now: Draw, weeks: int = WEEKS) -> float:
    """In which share of weeks something is news."""
    random, found = Random("news"), 0
    for _ in range(weeks):
        past = [(draw(random), DAYS) for _ in range(PAST)]
        judged = of_count(now(random), DAYS, past)
        found += judged is not None and judged.moved()
    return found / weeks


@pytest.mark.parametrize("mean", [1, 3, 10, 40])
def test_on_mere_chance_one_week_in_five_hundred_is_news(mean: int) -> None:
    assert news(poisson(mean), poisson(mean)) < 0.004


@pytest.mark.parametrize(("mean", "size"), [(10, 5), (40, 5), (40, 2)])
def test_where_weeks_differ_by_themselves_hardly_more_is(mean: float, size: float) -> None:
    draw = bursty(mean, size)
    assert news(draw, draw) < 0.01


def test_what_has_doubled_or_halved_is_news() -> None:
    assert news(poisson(40), poisson(85), 300) > 0.8
    assert news(poisson(60), poisson(25), 300) > 0.8


def test_where_bursts_are_usual_another_is_none() -> None:
    calm, wild = [(20, 5), (22, 5), (18, 5), (21, 5)] * 3, [(2, 5), (60, 5), (5, 5), (14, 5)] * 3
    assert of_count(50, 5, calm).moved()  # type: ignore[union-attr]
    assert not of_count(50, 5, wild).moved()  # type: ignore[union-attr]


def test_a_week_with_a_day_off_is_held_against_its_days() -> None:
    past = [(100, 5)] * 12
    whole, short = of_count(80, 5, past), of_count(80, 4, past)
    assert whole
    assert short
    assert short.usual == pytest.approx(80, rel=0.01)
    assert abs(short.deviations) < 0.1 < 1 < abs(whole.deviations)


@given(st.lists(st.integers(0, 500), max_size=LEAST_PAST - 1), st.integers(0, 10_000))
def test_with_few_weeks_nobody_knows_what_is_usual(past: list[int], count: int) -> None:
    assert of_count(count, 5, [(one, 5) for one in past]) is None


@given(st.lists(st.integers(0, 300), min_size=8, max_size=12), st.integers(0, 1000))
def test_more_is_never_less_surprising_upwards(past: list[int], count: int) -> None:
    known = [(one, 5) for one in past]
    one, more = of_count(count, 5, known), of_count(count + 1, 5, known)
    assert (one is None) == (more is None)
    if one and more:
        assert one.deviations < more.deviations
        assert (one.deviations > 0) == (count > one.usual)


def test_what_began_lately_has_no_past_before() -> None:
    """The empty weeks before it, and the one in which it began, are none of its usual ones."""
    steady = [(0, 5)] * 4 + [(7, 5)] + [(30, 5)] * 7
    found = of_count(30, 5, steady)
    assert found
    assert found.usual == pytest.approx(30, rel=0.01)
    assert of_count(30, 5, [(0, 5)] * 7 + [(7, 5)] + [(30, 5)] * 4) is None


@pytest.mark.parametrize(("count", "is_news"), [(4, False), (5, False), (6, True)])
def test_of_what_never_happens_a_few_are_no_news(count: int, is_news: bool) -> None:
    found = of_count(count, 5, [(1, 5)] + [(0, 5)] * 11)
    assert found is not None
    assert found.moved() is is_news


def test_however_sure_a_small_change_is_no_news() -> None:
    found = of_count(11_000, 5, [(10_000, 5)] * 12)
    assert found
    assert found.deviations > 3
    assert not found.moved()


def test_among_many_more_is_needed() -> None:
    assert threshold(1) == pytest.approx(3)
    assert threshold(20) > threshold(5) > threshold(1)


def test_a_share_is_news_where_it_is_far_off_and_of_enough() -> None:
    past = [(30, 100), (32, 100), (28, 100), (31, 100)] * 3
    assert of_share(55, 100, past).moved()  # type: ignore[union-attr]
    assert not of_share(36, 100, past).moved()  # type: ignore[union-attr]
    assert not of_share(4, 5, past).moved()  # type: ignore[union-attr]
    assert of_share(1, 2, past[:3]) is None
    assert of_share(0, 0, past) is None


def test_a_share_on_mere_chance_is_hardly_ever_news() -> None:
    random, found = Random("shares"), 0
    for _ in range(1000):
        parts = [(sum(random.random() < 0.3 for _ in range(50)), 50) for _ in range(13)]
        judged = of_share(*parts[-1], parts[:-1])
        found += judged is not None and judged.moved()
    assert found < 6


def test_a_level_is_held_against_its_own_intervals() -> None:
    close, wide = [(3.8, 0.2), (3.9, 0.2), (3.8, 0.2)], [(3.8, 1.0), (3.9, 1.0), (3.8, 1.0)]
    assert of_level(3.0, 0.2, close).moved()  # type: ignore[union-attr]
    assert not of_level(3.0, 1.0, wide).moved()  # type: ignore[union-attr]
    assert of_level(3.0, 0.2, []) is None


def test_a_level_that_always_wanders_is_no_news() -> None:
    wandering = [(3.2, 0.1), (4.2, 0.1), (3.4, 0.1), (4.1, 0.1), (3.0, 0.1), (4.0, 0.1)]
    assert not of_level(3.0, 0.1, wandering).moved()  # type: ignore[union-attr]
    assert of_level(3.0, 0.1, [(4.0, 0.1)] * 6).moved()  # type: ignore[union-attr]
