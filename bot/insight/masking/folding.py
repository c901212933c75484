"""Folding: letters without case and accents, one for each letter of the text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# They have no accent that could be taken off, though they look as if they had.
_OWN = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ß": "s", "æ": "a", "œ": "o"}


@lru_cache(maxsize=4096)
def _folded(one: str) -> str:
    bare = unicodedata.normalize("NFD", one.lower())[:1]
    return _OWN.get(bare, bare)


def folded(text: str) -> str:
    """A text in small letters without accents, exactly as long as before."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def letters(text: str) -> str:
    """What is left of a text when all but letters and digits is left out."""
    return "".join(filter(str.isalnum, folded(text)))
