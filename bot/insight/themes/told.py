"""Told by words: which of some words are in a text, whatever their accents and endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

# What is left of an accent when its letter stands by itself.
_ACCENT = re.compile("[\u0300-\u036f]")


@lru_cache(maxsize=1_000)
def split(words: str) -> Sequence[str]:
    """Words that stand between commas."""
    return tuple(bare(one) for one in words.split(",") if one.strip())


def any_of(said: str, words: Collection[str]) -> bool:
    """Whether one of these words, or what begins with it where it ends in *, is in bare text."""
    return bool(words) and _pattern(tuple(words)).search(said) is not None


@lru_cache(maxsize=1_000)
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Finds any of these words: one pattern for all, for there are many."""
    ends = ((one.rstrip("*"), "" if one.endswith("*") else r"(?!\w)") for one in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(one) + end for one, end in ends)})")


def bare(text: str) -> str:
    """A text in small letters without accents, its blanks single."""
    said = text.casefold().replace("’", "'")
    if not said.isascii():
        said = _ACCENT.sub("", unicodedata.normalize("NFKD", said))
    return " ".join(said.split())
