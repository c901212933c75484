"""Lots: the same for a person and a nudge for ever, and of nothing else's doing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SetupError
from bot.insight.experiments.lots import NAME, Lots

MANY = 20_000

people = st.integers(1, 2**63 - 1)
nudges = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=120
)
shares = st.integers(1, 99)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    Lots(folder).make()
    return folder


@pytest.fixture(scope="module")
def lots(keys: Path) -> Lots:
    return Lots(keys)


@given(person=people, nudge=nudges, share=shares)
def test_a_lot_stays_the_same_after_a_restart(
    keys: Path, lots: Lots, person: int, nudge: str, share: int
) -> None:
    again = Lots(keys)
    again.make()
    assert lots.is_held(nudge, share, person) == again.is_held(nudge, share, person)


@given(person=people, nudge=nudges, share=st.integers(1, 98))
def test_who_is_held_out_of_few_is_held_out_of_more(
    lots: Lots, person: int, nudge: str, share: int
) -> None:
    assert lots.is_held(nudge, share, person) <= lots.is_held(nudge, share + 1, person)


@pytest.mark.parametrize("share", [10, 20, 50])
def test_the_share_is_what_was_said(lots: Lots, share: int) -> None:
    held = sum(lots.is_held("kudos.gratitude", share, one) for one in range(1, MANY))
    assert abs(held / MANY - share / 100) < 0.015


def test_two_nudges_have_nothing_to_do_with_each_other(lots: Lots) -> None:
    both = sum(lots.is_held("a.one", 50, n) and lots.is_held("a.two", 50, n) for n in range(MANY))
    assert abs(both / MANY - 0.25) < 0.015


def test_another_company_draws_otherwise(lots: Lots, tmp_path: Path) -> None:
    other = Lots(tmp_path)
    other.make()
    same = sum(lots.is_held("a.b", 50, n) == other.is_held("a.b", 50, n) for n in range(MANY))
    assert abs(same / MANY - 0.5) < 0.015


def test_without_its_key_nothing_is_drawn(lots: Lots, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=f"{NAME}.key"):
        Lots(tmp_path).is_held("a.b", 50, 1)
