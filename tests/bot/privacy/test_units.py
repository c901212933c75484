"""The one tree: which units are shown in parts, and which are left out."""

from __future__ import annotations

import pytest

from bot.privacy.items import Histogram, Path
from bot.privacy.units import split_of, tree

ONE: Histogram = (0, 0, 1, 0, 0)
ACME: Path = ("Acme",)


def sales(team: str) -> Path:
    return ("Acme", "Sales", team)


@pytest.mark.parametrize(
    ("teams", "parted"),
    [
        pytest.param([9, 9, 8, 8], True, id="half of the teams are large enough"),
        pytest.param([9, 8, 8], False, id="fewer are"),
        pytest.param([30], True, id="one team"),
    ],
)
def test_a_division_is_shown_in_teams_where_five_can_be_expected_of_half_of_them(
    teams: list[int], parted: bool
) -> None:
    sizes = {sales(f"team {number}"): size for number, size in enumerate(teams)}
    assert (("Acme", "Sales") in split_of(sizes, 5)) is parted


def test_a_higher_threshold_asks_for_larger_teams() -> None:
    sizes = {sales("north"): 10, sales("south"): 10}
    assert ("Acme", "Sales") in split_of(sizes, 6)
    assert ("Acme", "Sales") not in split_of(sizes, 7)


def test_who_is_in_no_team_makes_no_team() -> None:
    assert split_of({("Acme", "Sales"): 3, sales("north"): 40}, 5) == {(), ACME, ("Acme", "Sales")}


def paths(counts: dict[Path, Histogram], split: set[Path]) -> set[Path]:
    return {unit.path for unit in tree(counts, split)}


def test_units_that_are_not_shown_count_for_the_one_around_them() -> None:
    counts = {sales("north"): ONE, sales("south"): ONE, ("Acme", "IT"): ONE}
    found = tree(counts, {(), ACME})
    assert {unit.path: unit.answered for unit in found} == {
        (): 3,
        ("Acme", "Sales"): 2,
        ("Acme", "IT"): 1,
    }


def test_a_unit_that_is_all_there_is_is_left_out() -> None:
    counts = {sales("north"): ONE, sales("south"): ONE}
    split = {(), ACME, ("Acme", "Sales")}
    assert paths(counts, split) == {(), sales("north"), sales("south")}
    assert paths({**counts, (): ONE}, split) == {(), ACME, sales("north"), sales("south")}


def test_whether_it_is_all_there_is_does_not_hang_on_who_answered() -> None:
    counts: dict[Path, Histogram] = {(): (0, 0, 0, 0, 0), sales("north"): ONE, sales("south"): ONE}
    assert ACME in paths(counts, {(), ACME, ("Acme", "Sales")})
