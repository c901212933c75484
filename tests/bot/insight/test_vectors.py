"""The numbers of texts: made once, forgotten in the order they were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.insight.language import Pieces
from bot.insight.vectors import Vectors


class Counting(Pieces):
    def __init__(self, name: str = "counting") -> None:
        super().__init__(name=name)
        self.made: list[str] = []

    def encode_all(self, texts: Sequence[str]) -> Sequence[Any]:
        self.made.extend(texts)
        return super().encode_all(texts)


def test_a_text_is_made_into_numbers_once() -> None:
    known, coder = Vectors(), Counting()
    one, other, again = known.of_all(coder, ["bicycle racks", "the menu", "bicycle racks"])
    assert coder.made == ["bicycle racks", "the menu"]
    assert (one == again).all() and (one != other).any()
    assert (known.of(coder, "the menu") == other).all()
    assert len(coder.made) == 2


def test_another_encoder_makes_its_own() -> None:
    known, newer = Vectors(), Counting("newer")
    known.of(Counting(), "the menu")
    known.of(newer, "the menu")
    assert newer.made == ["the menu"]


def test_what_was_asked_for_last_is_kept() -> None:
    known, coder = Vectors(most=2), Counting()
    for text in ("one text", "two texts", "one text", "three texts", "one text", "two texts"):
        known.of(coder, text)
    assert coder.made == ["one text", "two texts", "three texts", "two texts"]
