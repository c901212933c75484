"""A community manager who collects every figure of every round finds out nobody's answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.privacy import gate
from bot.privacy.hiding import Rule
from tests.attacks.organisations import ROUNDS, attack

FEW, MANY = 25, 1000


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("number", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a3_a4_a5_no_answer_is_certain(
    number: int, record_property: Callable[[str, object], None]
) -> None:
    found = attack(number)
    for label in ("A3", "A4", "A5"):
        record_property("attack", f"{label}: {found}")
    assert found.certain == []
    assert found.rounds == number * ROUNDS
    # There was something to collect.
    assert found.figures > found.rounds


def test_it_would_find_some_were_only_the_number_of_answers_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of_size(k: int) -> Rule:
        return lambda pieces: sum(map(sum, pieces)) >= k

    monkeypatch.setattr(gate, "mean_holds", of_size)
    monkeypatch.setattr(gate, "end_of_scale", lambda *_: None)
    monkeypatch.setattr(gate, "safe", lambda *_: True)
    assert attack(3).certain
