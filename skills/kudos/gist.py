"""Gist: the mark of a text by which its repetition is seen, however it is spaced or spelt."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

_SIGNS = re.compile(r"[\W_]+")


def gist_of(words: str) -> str:
    """The same for the same letters and digits, whatever their case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    letters = _SIGNS.sub("", plain)
    # Words of signs alone, such as a row of emoji, are compared as they are.
    return blake2b((letters or plain).encode(), digest_size=8).hexdigest()
