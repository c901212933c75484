"""Items: what a round asks, and how answers to it are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.errors import BotError

# How many gave each answer, from an item's `low` to its `high`.
Histogram: TypeAlias = tuple[int, ...]
# Company, division and team, as far as they are known; nothing at all is everybody.
Path: TypeAlias = tuple[str, ...]

MOST_ANSWERS = 100
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a round asks: a whole number from `low` to `high`, both included.

    Of a `choice` the numbers only stand for options, and there is no mean of them. Of one that is
    asked as a `whole` only the figures of everybody are told, not those of any part.
    """

    name: str
    low: int = 1
    high: int = 5
    choice: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= LONGEST_NAME:
            # Found out at the close, the answers to it could never be published.
            raise BotError(f"{self.name!r}: an item's name has 1 to {LONGEST_NAME} characters")
        if not 0 <= self.high - self.low < MOST_ANSWERS or self.low == self.high:
            raise BotError(f"{self.name}: an item has 2 to {MOST_ANSWERS} answers")
