"""Naming: how far a name goes that begins somewhere."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from bot.insight.masking.draft import HIDDEN
from bot.insight.masking.folding import folded
from bot.insight.masking.words import PARTICLES, is_given, is_no_name

WORD: Final = re.compile(
    r"(?P<initial>[^\W\d_]\.)|[^\W\d_]+(?:['’‘`´](?!s\b)[^\W\d_]+|-[^\W\d_]+)*"
)
_MOST: Final = 4


class Way(Enum):
    """What is taken for a name: any one word or two, one, one with a capital, a first name."""

    ANY = "any"
    ONE = "one"
    CAPITAL = "capital"
    GIVEN = "given"


def name_end(text: str, start: int, way: Way, gap: str = " ") -> int:
    """Where a name that begins at `start` ends; `start` where there is none.

    A part that is hidden already belongs to it when more of it follows.
    """
    at, end, count = start, start, 0
    while count < _MOST:
        hidden = HIDDEN.match(text, at)
        word = hidden or WORD.match(text, at)
        if word is None:
            break
        if hidden is None and not _is_between(text, word, end):
            if not _fits(word[0], way, text[start:end]):
                break
            end, count = word.end(), count + 1
        at = word.end()
        if text[at : at + 1] not in tuple(gap):
            # An initial may stand close to what follows.
            if hidden or not word["initial"]:
                break
        else:
            at += 1
    return end


def _is_between(text: str, word: re.Match[str], end: int) -> bool:
    if word["initial"]:
        return word[0].isupper() or end > 0
    following = text[word.end() + 1 : word.end() + 2]
    return (
        folded(word[0]) in PARTICLES
        and (word[0].islower() or not following.islower())
        and following.isupper()
    )


def _fits(word: str, way: Way, before: str) -> bool:
    capital = word[0].isupper()
    if is_given(word) and (capital or not before):
        return True
    if is_no_name(word) or len(word) < 2 or (way is Way.GIVEN and not before):
        return False
    two_small = way is Way.ANY and before.islower() and " " not in before
    return capital or two_small or (way in (Way.ANY, Way.ONE) and not before)
