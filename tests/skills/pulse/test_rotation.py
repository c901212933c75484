"""Rotation: every question comes round again, none twice in a row but the two of trust in turn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from skills.pulse.bank import AGREE, Asked, built_in
from skills.pulse.rotation import A_ROUND, FEWEST, MOST, WITHIN, chosen

BANK = list(built_in().values())
ROTATING = [one for one in BANK if one.rotates]
OWN = [Asked(f"Q{n}", "own", AGREE, {"en": "?"}) for n in range(MOST)]


def rounds(bank: Sequence[Asked], count: int) -> list[list[str]]:
    asked: list[list[str]] = []
    for _ in range(count):
        asked.append([one.id for one in chosen(bank, asked)])
    return asked


@st.composite
def banks(draw: st.DrawFn) -> list[Asked]:
    """As many questions as may take their turn, some of them the company's own."""
    some = draw(st.permutations([*ROTATING, *OWN]))[: draw(st.integers(FEWEST, MOST))]
    return [*some, *(one for one in BANK if not one.rotates)]


@given(banks())
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_every_question_comes_round_within_seven_rounds_and_none_twice_in_a_row(
    bank: list[Asked],
) -> None:
    found = rounds(bank, 4 * WITHIN)
    rotating = {one.id for one in bank if one.rotates}
    for start in range(len(found) - WITHIN + 1):
        assert rotating <= {id_ for ids in found[start : start + WITHIN] for id_ in ids}
    for before, now in pairwise(found):
        assert not rotating & set(before) & set(now)
        assert len(rotating & set(now)) == A_ROUND


def test_the_two_of_trust_take_turns_and_the_first_round_asks_for_nothing_earlier() -> None:
    trust = [next(id_ for id_ in ids if id_ in ("A1", "T1")) for ids in rounds(BANK, 6)]
    assert trust == ["T1", "A1", "T1", "A1", "T1", "A1"]


def test_what_was_asked_lately_waits() -> None:
    first = rounds(BANK, 1)
    again = [one.id for one in chosen(BANK, first, lately=first[0])]
    assert not set(first[0]) & set(again)
