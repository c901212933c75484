"""Alike: letters of other alphabets that are taken for ours, and what they pass for."""

from __future__ import annotations

import re
from typing import Final

_CYRILLIC = dict(
    zip(
        "аеорсухіјѕԁһԛԝӏьвкмнтгпАВЕКМНОРСТУХІЈЅԌԚԜӀЬɡƖɑвё",
        "aeopcyxijsdhqwlbbkmhtrnABEKMHOPCTYXIJSGQWIbglabe",
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβεικνορτυχωηγΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳ",
        "aBeikvoptuxwnyABEZHIKMNOPTYXcj",
        strict=True,
    )
)
_ARMENIAN = dict(zip("օոսհցզ", "onuhgq", strict=True))
_TABLE: Final = str.maketrans(_CYRILLIC | _GREEK | _ARMENIAN)
_OTHER: Final = re.compile(r"[\u0370-\u058f]")
_WORD: Final = re.compile(r"\S+")
_OURS: Final = re.compile(r"[A-Za-z@\u00c0-\u024f]")


def latin(text: str) -> str:
    """A text whose Latin words are Latin through and through; words of other alphabets stay."""
    if not _OTHER.search(text):
        return text
    # Where each letter passes for one of ours, nobody writes Russian or Greek.
    disguised = not _OTHER.search(text.translate(_TABLE))
    return _WORD.sub(lambda word: _word(word[0], disguised), text)


def _word(word: str, disguised: bool) -> str:
    return word.translate(_TABLE) if disguised or _OURS.search(word) else word
