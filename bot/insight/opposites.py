"""Opposites: words that turn round what is said, in whichever language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Final

from bot.insight.language import plain
from bot.runtime.paths import data

SHORTEST: Final = 4


def turning(words: Iterable[str]) -> int:
    """How many of some plain words turn round what is said, such as "not"."""
    known = _turning()
    return sum(one in known for one in words)


def is_turning(word: str) -> bool:
    """Whether a plain word turns round what is said."""
    return word in _turning()


def opposed(first: str, second: str) -> bool:
    """Whether one plain word is the opposite of another, such as "hot" of "cold"."""
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= SHORTEST and longer.endswith(shorter):
        return longer.removesuffix(shorter) in _before()
    return (first, second) in _pairs()


@cache
def _turning() -> frozenset[str]:
    lines = data("opposites")["not"].values()
    return frozenset(plain(word) for line in lines for word in line.split())


@cache
def _before() -> frozenset[str]:
    return frozenset(data("opposites")["before"].split())


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    lines = [line for some in data("opposites")["opposites"].values() for line in some]
    sides = [[plain(side).replace(",", " ").split() for side in line.split("/")] for line in lines]
    pairs = [pair for one, other in sides for pair in product(one, other)]
    return frozenset([*pairs, *((second, first) for first, second in pairs)])
