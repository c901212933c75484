"""Sameness: whether a text is another one come twice, by its words.

What comes twice has typos, another greeting, a signature, an end that is cut off, a word or two
replaced. What only looks like it differs in a word that matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cached_property, lru_cache
from itertools import product
from typing import Final

from bot.insight.language import plain, stop_words
from bot.insight.opposites import is_turning, opposed, turning

# Where one starts in other words, so many belong to it still, and so few are an afterthought.
JUST_BEFORE, AFTERTHOUGHT = 2, 3
# Where fewer are the same to the letter, no mistyping makes them so.
ON_SIGHT: Final = 0.2
# Of so many words that stand elsewhere it is said that they were moved.
MOVED: Final = 3
FEWEST: Final = 3
# How much of the shorter text and of the longer is in both.
OF_SHORTER, OF_LONGER = 0.6, 0.3
MOST_WORDS: Final = 200
SHORTEST_MISTYPED: Final = 3
LONG: Final = 5
# An order's number says nothing about what is said of it.
NUMBER: Final = "0"
_WORD: Final = re.compile(r"\d[\d.,:]*|[^\W\d_]+")
_CONTRACTED: Final = re.compile(r"n['’]t\b|(?:(?<=\b(?:ca|do|is))|(?<=did|was|oes))nt\b")


class Sameness(Enum):
    """What the words of two texts tell: the same, much alike but not the same, or other words."""

    SAME = "same"
    APART = "apart"
    OTHER = "other"


@dataclass(frozen=True)
class Said:
    """A text as it is compared: its plain words in their order."""

    words: Sequence[str]

    @cached_property
    def known(self) -> frozenset[str]:
        """Its words, each once."""
        return frozenset(self.words)

    @cached_property
    def telling(self) -> frozenset[str]:
        """Those of its words that say something."""
        return frozenset(one for one in self.known if _tells(one))

    @cached_property
    def weight(self) -> int:
        """How many of its words say something."""
        return _weight(self.words)


def said(text: str) -> Said:
    """A text as it is compared."""
    words = _WORD.findall(_CONTRACTED.sub(" not", plain(text)))
    return Said([NUMBER if one[0].isdigit() else one for one in words[:MOST_WORDS]])


def sameness(first: Said, second: Said, replaced: float) -> Sameness:
    """What the words of two texts tell; for each that both say so many may be replaced."""
    fewest = min(first.weight, second.weight)
    if len(first.telling & second.telling) < ON_SIGHT * fewest:
        return Sameness.OTHER
    second = _as_meant(second, first)
    one, other = _marked(first.words, second.words)
    if one.kept < OF_SHORTER * fewest:
        return Sameness.OTHER
    if _turned(one, other) or _replaced(one, other) > replaced * one.kept:
        return Sameness.APART
    most = max(first.weight, second.weight)
    enough = one.kept >= (most if one.kept < FEWEST else OF_LONGER * most)
    return Sameness.SAME if enough and one.kept else Sameness.OTHER


def may_mean_the_same(first: Said, second: Said) -> bool:
    """Whether other words may mean the same: both say no or neither does, none is an opposite."""
    if bool(turning(first.words)) != bool(turning(second.words)):
        return False
    return not _any_opposed(first.known - second.known, second.known - first.known)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A text beside another: how much of it both say, and what else it says, by where it stands."""

    kept: int
    before: Sequence[str]
    within: Sequence[str]
    after: Sequence[str]

    @property
    def rest(self) -> frozenset[str]:
        return frozenset([*self.before, *self.within, *self.after])

    @property
    def turns(self) -> tuple[int, int]:
        """How often what both say is turned round, and how often in an afterthought."""
        late = self.after if len(self.after) <= AFTERTHOUGHT else ()
        return turning([*self.before[-JUST_BEFORE:], *self.within]), turning(late)


def _replaced(one: _Marked, other: _Marked) -> int:
    """How many words stand in the place of others, or between those that both say."""
    within = max(_weight(one.within), _weight(other.within))
    before = min(_weight(one.before), _weight(other.before))
    return within + before + min(_weight(one.after), _weight(other.after))


def _turned(one: _Marked, other: _Marked) -> bool:
    return one.turns != other.turns or _any_opposed(one.rest, other.rest)


def _any_opposed(some: Iterable[str], others: Iterable[str]) -> bool:
    return any(opposed(*pair) for pair in product(some, others))


def _weight(words: Iterable[str]) -> int:
    return sum(map(_tells, words))


@lru_cache(maxsize=20_000)
def _tells(word: str) -> bool:
    return len(word) > 1 and word not in stop_words() and not is_turning(word)


def _marked(first: Sequence[str], second: Sequence[str]) -> tuple[_Marked, _Marked]:
    """Two texts, each beside the other."""
    pairs = _pairs(first, second, 1)
    mine, yours = ({pair[side] for pair in pairs} for side in (0, 1))
    left = [place for place in range(len(first)) if place not in mine]
    other = [place for place in range(len(second)) if place not in yours]
    moved = _pairs([first[one] for one in left], [second[one] for one in other], MOVED)
    mine |= {left[one] for one, _ in moved}
    yours |= {other[one] for _, one in moved}
    return _parts(first, mine), _parts(second, yours)


def _pairs(first: Sequence[str], second: Sequence[str], least: int) -> list[tuple[int, int]]:
    """Places of words that both have, at least so many in a row."""
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return [
        (block.a + more, block.b + more)
        for block in blocks
        if block.size >= least
        for more in range(block.size)
    ]


def _parts(words: Sequence[str], kept: set[int]) -> _Marked:
    start, end = min(kept, default=len(words)), max(kept, default=len(words))
    within = [words[one] for one in range(start, end) if one not in kept]
    weight = _weight(words[one] for one in kept)
    return _Marked(weight, words[:start], within, words[end + 1 :])


def _as_meant(one: Said, other: Said) -> Said:
    """A text with its mistyped words as the other has them."""
    # Where "not" stands, "now" is not meant.
    wrong, right = (
        [word for word in some if len(word) >= LONG or not is_turning(word)]
        for some in (one.known - other.known, other.known - one.known)
    )
    long = sorted(word for word in right if len(word) >= SHORTEST_MISTYPED)
    meant: Mapping[str, str] = {
        word: next((known for known in long if _mistyped(word, known)), word) for word in wrong
    }
    return Said([meant.get(word, word) for word in one.words])


def _mistyped(first: str, second: str) -> bool:
    """Whether a letter is missing, too many, wrong or in the wrong place, but not the first."""
    if first[0] != second[0] or abs(len(first) - len(second)) > 1 or opposed(first, second):
        return False
    start = _shared(first, second)
    end = min(_shared(first[::-1], second[::-1]), len(first) - start, len(second) - start)
    one, other = first[start : len(first) - end], second[start : len(second) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == len(other) == 2 and one == other[::-1])


def _shared(first: str, second: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    return next(
        (place for place, (one, other) in pairs if one != other), min(len(first), len(second))
    )
