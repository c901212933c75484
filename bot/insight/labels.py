"""Words in a picture: what can be drawn of them, and how much there is room for."""

from __future__ import annotations

import re
import textwrap
import unicodedata

MORE = "…"

# No font that travels with the renderer draws these; a box would stand in their place.
_PICTOGRAMS = re.compile("[\u2300-\u2bff\u20e3\ufe00-\ufe0f\U0001f000-\U0001faff]")
_UNDRAWABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """Leave out what cannot be drawn; pictograms stay when there is nothing else."""
    spaced = " ".join(text.split())
    letters = (each for each in spaced if unicodedata.category(each) not in _UNDRAWABLE)
    drawable = "".join(letters).strip()
    return " ".join(_PICTOGRAMS.sub("", drawable).split()) or drawable


def cut(text: str, room: int) -> str:
    """At most `room` characters of a text."""
    return text if len(text) <= room else text[: max(room - 1, 0)].rstrip() + MORE


def wrapped(text: str, room: int, lines: int = 2) -> list[str]:
    """A text in at most so many lines of `room` characters; the rest of it is left out."""
    found = textwrap.wrap(text, max(room, 1))
    if len(found) > lines:
        found[lines - 1 :] = [cut(" ".join(found[lines - 1 :]), room)]
    return found or [""]


def fits(text: str, room: int, lines: int = 2) -> bool:
    """Whether a text stands in so many lines without breaking a word."""
    return all(len(word) <= room for word in text.split()) and (
        len(textwrap.wrap(text, max(room, 1))) <= lines
    )
