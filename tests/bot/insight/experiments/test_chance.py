"""Chance: noise is seldom taken for help, and what is said to be found is found.

Simulated: each person's lot, whether they do it in the whole time, and in which week for the first
time; a look each week. The same people come back, so that the looks depend on each other.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random
from statistics import NormalDist

import pytest

from bot.insight.experiments.chance import (
    ALPHA,
    POWER,
    Group,
    Look,
    Word,
    detectable,
    level,
    look,
    verdict,
)

RUNS, FEWEST = 200, 5
# People, percent held out, the share who do it anyway, weeks.
COMPANIES = [(300, 10, 0.2, 4), (300, 50, 0.05, 8), (1000, 20, 0.5, 6), (80, 50, 0.9, 4)]

every_company = pytest.mark.parametrize(("people", "share", "base", "weeks"), COMPANIES)


@cache
def least(people: int, share: int, base: float, weeks: int) -> float | None:
    out = people * share // 100
    return detectable(people - out, out, base, weeks)


def lived(people: int, share: int, base: float, weeks: int, effect: float, seed: int) -> list[Look]:
    """The looks at one company's test."""
    chance = Random(seed)
    sizes, first = Counter[bool](), Counter[tuple[bool, int]]()
    for _ in range(people):
        out = chance.random() < share / 100
        sizes[out] += 1
        if chance.random() < base + (0 if out else effect):
            first[out, chance.randint(1, weeks)] += 1

    def group(week: int, *, held: bool) -> Group:
        return Group(sizes[held], sum(first[held, one] for one in range(1, week + 1)))

    return [
        look(group(week, held=False), group(week, held=True), week, weeks, FEWEST)
        for week in range(1, weeks + 1)
    ]


def words(
    people: int, share: int, base: float, weeks: int, effect: float, runs: int = RUNS
) -> Counter[Word]:
    found = least(people, share, base, weeks)
    return Counter(
        verdict(lived(people, share, base, weeks, effect, seed), found, weeks, ended=True)
        for seed in range(runs)
    )


@every_company
def test_noise_looked_at_each_week_seldom_helps(
    people: int, share: int, base: float, weeks: int
) -> None:
    said = words(people, share, base, weeks, 0)
    assert said["helps"] <= ALPHA * RUNS
    assert said["harms"] <= ALPHA * RUNS


def test_looking_each_week_at_the_same_error_would_mislead() -> None:
    # What the looks share out would add up: this is what the shares are for.
    misled = 0
    for seed in range(RUNS):
        seen = lived(300, 50, 0.2, 8, 0, seed)
        # As if each look were the only one: level(1, 1) for all of them.
        misled += any(
            one.low is not None
            and one.high is not None
            and abs(one.low + one.high) / 2 > (one.high - one.low) / 2 * _ratio(one.week, 8)
            for one in seen
        )
    assert misled > ALPHA * RUNS


def _ratio(week: int, weeks: int) -> float:
    normal = NormalDist()
    return normal.inv_cdf(1 - ALPHA / 2) / normal.inv_cdf(1 - level(week, weeks) / 2)


@pytest.mark.parametrize(
    ("people", "share", "base", "weeks"), [one for one in COMPANIES if one[2] < 0.9]
)
def test_an_effect_of_the_size_that_was_stated_is_found(
    people: int, share: int, base: float, weeks: int
) -> None:
    size = least(people, share, base, weeks)
    assert size is not None
    found = words(people, share, base, weeks, size)["helps"]
    # Two and a half standard deviations of as many tosses.
    tolerance = 2.5 * (RUNS * POWER * (1 - POWER)) ** 0.5
    assert RUNS * POWER - tolerance <= found <= RUNS * POWER + 2 * tolerance


@every_company
def test_most_that_does_nothing_is_told_to_do_nothing(
    people: int, share: int, base: float, weeks: int
) -> None:
    if least(people, share, base, weeks) is None:
        assert words(people, share, base, weeks, 0)["nothing"] == 0
    else:
        assert words(people, share, base, weeks, 0)["nothing"] > RUNS * 0.7


def test_three_hundred_people_and_a_tenth_see_next_to_nothing() -> None:
    # One look and the normal distribution would promise 22 points; this is what holds.
    assert 0.215 < 2.8 * (0.2 * 0.8 * (1 / 30 + 1 / 270)) ** 0.5 < 0.22
    sizes = [least(300, 10, base, 4) for base in (0.1, 0.13, 0.2)]
    assert [round(100 * (one or 0)) for one in sizes] == [22, 23, 25]
    assert round(100 * (least(300, 50, 0.2, 4) or 0)) == 15
    assert round(1000 * (least(50_000, 50, 0.2, 8) or 0)) == 10


def test_what_cannot_be_found_is_not_promised() -> None:
    assert detectable(20, 5, 0.9, 4) is None
    assert detectable(0, 0, 0.2, 4) is None
    assert detectable(40, 40, 1.0, 4) is None


@pytest.mark.parametrize("weeks", [1, 4, 6, 8])
def test_the_looks_share_one_error(weeks: int) -> None:
    assert sum(level(week, weeks) for week in range(1, weeks + 1)) == pytest.approx(ALPHA)


def test_groups_below_the_threshold_show_nothing() -> None:
    for sizes in [(4, 100), (100, 4), (0, 0)]:
        got, held = (Group(size, size) for size in sizes)
        assert look(got, held, 1, 4, FEWEST) == Look(1)
    assert verdict([Look(1), Look(2)], 0.1, 4, ended=False) == "hidden"


def test_what_was_found_stays_found() -> None:
    sure, unsure = Look(1, 0.5, 0.2, 0.1, 0.5), Look(2, 0.4, 0.3, -0.1, 0.3)
    assert verdict([sure, unsure], 0.2, 4, ended=False) == "helps"
    assert verdict([unsure], 0.2, 4, ended=False) == "early"
    assert verdict([unsure], 0.2, 4, ended=True) == "open"
    for ended in (False, True):
        assert verdict([unsure], 0.4, unsure.week, ended=ended) == "nothing"
    assert verdict([unsure], 0.4, unsure.week + 1, ended=False) == "early"
    # Stopped by hand: what was not waited for is not said.
    assert verdict([unsure], 0.4, unsure.week + 1, ended=True) == "open"
    assert verdict([Look(1, 0.2, 0.5, -0.5, -0.1)], 0.2, 4, ended=False) == "harms"
    assert verdict([], None, 4, ended=False) == "early"
