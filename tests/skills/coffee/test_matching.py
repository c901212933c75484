"""What holds for every round, over years in which people come, go, rest and move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills.coffee.circle import APART, Circle, Guest, Met, Pair, Table, pair, pairs_of
from skills.coffee.crowd import seating_of_crowd
from skills.coffee.matching import Plan, seat

SEEDS = range(20)
ZONES = (-480, -300, 0, 60, 330, 540, 780)
# Beyond so many the oracle takes too long.
FEW = 9


def circle(count: int, teams: int = 1, apart: Iterable[Pair] = ()) -> Circle:
    """People who have not met, in so many teams."""
    guests = {n: Guest(n, 60, f"T{n % teams}") for n in range(1, count + 1)}
    return Circle(guests, apart=frozenset(apart))


def play(now: Circle, rounds: int, seed: int) -> list[Sequence[Table]]:
    """So many rounds, as long as nobody comes or goes."""
    found: list[Sequence[Table]] = []
    ahead: Plan = ()
    for turn in range(rounds):
        seated = seat(now, ahead, seed * 1000 + turn)
        ahead, now = seated.ahead, now.after(seated.tables)
        found.append(seated.tables)
    return found


def met(rounds: Iterable[Sequence[Table]]) -> list[Pair]:
    return [two for tables in rounds for two in pairs_of(tables)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("teams", [1, 2, 3])
def test_six_meet_each_other_exactly_once_in_five_rounds(seed: int, teams: int) -> None:
    rounds = play(circle(6, teams), 5, seed)
    assert sorted(met(rounds)) == list(combinations(range(1, 7), 2))
    # Once round, and the same again.
    assert sorted(met(play(circle(6, teams), 10, seed))) == sorted(met(rounds) * 2)


@pytest.mark.parametrize("count", [4, 8, 10, 12, 16, 24, 38])
def test_an_even_number_meets_each_other_exactly_once(count: int) -> None:
    rounds = play(circle(count, 3), count - 1, 7)
    assert sorted(met(rounds)) == list(combinations(range(1, count + 1), 2))


@pytest.mark.parametrize("seed", SEEDS)
def test_of_seven_three_sit_together_and_none_meet_again_for_as_long_as_can_be(seed: int) -> None:
    # Four such rounds without a repeat there are none: that has been tried out to the end.
    rounds = play(circle(7), 3, seed)
    assert [sorted(map(len, tables)) for tables in rounds] == [[2, 2, 3]] * 3
    assert len(set(met(rounds))) == len(met(rounds)) == 15


@pytest.mark.parametrize("seed", SEEDS)
def test_two_teams_that_want_the_other_or_must_not_have_it_break_nothing(seed: int) -> None:
    liking = play(circle(6, 2), 5, seed)
    assert len(set(met(liking))) == 15
    # Each of one team avoids one of the other: four rounds are left, and all are found.
    apart = [pair(1, 2), pair(3, 4), pair(5, 6)]
    avoiding = play(circle(6, 2, apart), 4, seed)
    assert len(set(met(avoiding))) == 12
    assert not set(met(avoiding)) & set(apart)


@pytest.mark.parametrize("count", [11, 13, 21, 31])
def test_an_odd_number_has_one_table_of_three(count: int) -> None:
    rounds = play(circle(count), count // 2, 3)
    for tables in rounds:
        assert sorted(map(len, tables))[-2:] == [2, 3]
    assert len(set(met(rounds))) == len(met(rounds))


def test_other_teams_come_first() -> None:
    now = circle(12, 2)
    within = [sum(now.cost(*two) > 0 for two in pairs_of(one)) for one in play(now, 11, 1)]
    assert within == sorted(within)
    assert within[0] == 0


def test_of_a_crowd_nobody_is_forgotten_and_nobody_meets_again() -> None:
    guests = {n: Guest(n, ZONES[n % len(ZONES)], f"T{n // 8}") for n in range(1, 2002)}
    now = Circle(guests)
    for turn in range(5):
        tables = seat(now, (), turn).tables
        fits(now, tables)
        assert all(map(now.is_new, tables))
        assert sum(len(one) != 2 for one in tables) <= 3
        now = now.after(tables)


def fits(now: Circle, tables: Sequence[Table]) -> None:
    """Everybody has one place, and nobody sits where they must not."""
    assert sorted(one for table in tables for one in table) == sorted(now.guests)
    assert {len(table) for table in tables} <= {1, 2, 3}
    for one, other in pairs_of(tables):
        assert abs(now.guests[one].offset - now.guests[other].offset) <= APART
        assert pair(one, other) not in now.apart


# ---- An oracle that knows nothing of how it is done ----


def pairings(people: tuple[int, ...], threes: int) -> Iterator[list[Table]]:
    """Every way to put people into pairs, and so many tables of three."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    sizes = [1, 2] if threes else [1]
    for size in sizes:
        for others in combinations(rest, size):
            left = tuple(one for one in rest if one not in others)
            for more in pairings(left, threes - (size == 2)):
                yield [(first, *others), *more]


def best(now: Circle) -> int | None:
    """How many have to meet again at least; None where not all can sit with somebody at all."""
    people, count = tuple(now.guests), len(now.guests)
    possible = [
        sum(two in now.met and now.met[two].times > 0 for two in pairs_of(tables))
        for tables in pairings(people, count % 2)
        if all(map(now.can_sit, tables))
    ]
    return min(possible, default=None)


def again(now: Circle, tables: Sequence[Table]) -> int:
    return sum(two in now.met for two in pairs_of(tables))


@st.composite
def years(draw: st.DrawFn) -> list[tuple[dict[int, Guest], frozenset[Pair]]]:
    """Who is there in each of many rounds: they join, leave, rest, move and avoid each other."""
    people = {n: draw(guests(n)) for n in range(1, draw(st.integers(2, FEW)) + 1)}
    apart: set[Pair] = set()
    found = []
    for _ in range(draw(st.integers(4, 26))):
        change = draw(st.sampled_from(["", "", "", "join", "leave", "rest", "move", "avoid"]))
        there = dict(people)
        some = draw(st.sampled_from(sorted(people))) if people else 0
        if change == "join" and len(people) < FEW:
            new = max(people, default=0) + 1
            people[new] = there[new] = draw(guests(new))
        elif change == "leave" and some:
            del people[some], there[some]
        elif change == "rest" and some:
            del there[some]
        elif change == "move" and some:
            people[some] = there[some] = draw(guests(some))
        elif change == "avoid" and len(people) > 1:
            apart.add(pair(*draw(st.permutations(sorted(people)))[:2]))
        found.append((there, frozenset(apart)))
    return found


def guests(number: int) -> st.SearchStrategy[Guest]:
    offset = st.sampled_from((60, 60, 60, *ZONES))
    return st.builds(Guest, st.just(number), offset, st.sampled_from("AB"))


@settings(max_examples=60, deadline=None)
@given(years(), st.integers(0, 99))
def test_over_years_nobody_meets_again_unless_it_cannot_be_helped(
    rounds: list[tuple[dict[int, Guest], frozenset[Pair]]], seed: int
) -> None:
    history: dict[Pair, Met] = {}
    ahead: Plan = ()
    for turn, (there, apart) in enumerate(rounds):
        now = Circle(there, history, apart)
        seated = seat(now, ahead, seed + turn)
        fits(now, seated.tables)
        least = best(now)
        if least is not None:
            # All can sit with somebody, so all do, and none meets again who need not.
            assert all(len(table) > 1 for table in seated.tables)
            assert sum(len(table) == 3 for table in seated.tables) == len(there) % 2 or not there
            assert again(now, seated.tables) == least
        ahead, history = seated.ahead, dict(now.after(seated.tables).met)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40), st.integers(0, 9), st.data())
def test_a_crowd_seats_everybody_it_can(count: int, seed: int, data: st.DataObject) -> None:
    there = {n: data.draw(guests(n)) for n in range(1, count + 1)}
    now = Circle(there)
    tables = seating_of_crowd(now, Random(seed))
    fits(now, tables)
    alone = [one for (one,) in (table for table in tables if len(table) == 1)]
    assert not any(now.may(*two) for two in combinations(alone, 2))
