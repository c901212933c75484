"""Themes: what several people wrote about, by the words they share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot import data

# What fewer have written about nobody is told of as something that several share.
WRITERS = 3
MOST = 5
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Theme:
    """A word that several comments share, and how many of them."""

    word: str
    count: int


def themes(comments: Sequence[str]) -> list[Theme]:
    """The words that at least three comments share, the commonest first; each person wrote one."""
    spelled: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    writers: dict[str, set[int]] = defaultdict(set)
    empty = _empty()
    for number, comment in enumerate(comments):
        for word in {one.casefold() for one in _WORD.findall(comment)} - empty:
            spelled[_stem(word)][word] += 1
            writers[_stem(word)].add(number)
    found = [
        Theme(max(sorted(spelled[stem]), key=lambda word: spelled[stem][word]), len(who))
        for stem, who in writers.items()
        if len(who) >= WRITERS
    ]
    return sorted(found, key=lambda one: (-one.count, one.word))[:MOST]


@cache
def _empty() -> frozenset[str]:
    """Words that say nothing about what somebody writes about."""
    return frozenset(" ".join(data("stop-words").values()).split())


def _stem(word: str) -> str:
    """A word without its ending, as far as one and several of a thing are told apart by it."""
    for ending in ("zioni", "zione", "ings", "ing", "ies", "es", "s", "i", "e", "a", "o", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
