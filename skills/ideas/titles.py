"""Titles: by what an idea is called, and which tags it names."""

from __future__ import annotations

import re
from textwrap import shorten

from bot import Refused, t

LONGEST_TITLE, CUT = 110, "…"
FEWEST_LETTERS = 8
LONGEST_TAG, MOST_TAGS = 40, 8
_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_TAG = re.compile(r"(?<![\w#])#(\w{2,})")


def title_of(words: str) -> str:
    """The first sentence or line of an idea, as long as a title may be."""
    first = _first(words).rstrip(".")
    found = shorten(first, LONGEST_TITLE, placeholder=CUT)
    # Of a word that is longer than a title, or where there are no blanks, nothing is left then.
    return found if found != CUT else first[: LONGEST_TITLE - 1] + CUT


def rest_of(words: str) -> str:
    """What an idea says after its title; all of it, where the title is cut short."""
    first = _first(words)
    if " ".join(first.rstrip(".").split()) != title_of(words):
        return words
    return words.strip()[len(first) :].strip()


def _first(words: str) -> str:
    return _END.split(words.strip(), maxsplit=1)[0]


def joined(title: str, text: str) -> str:
    """A title and a text that were written apart, as one; a text often begins with its title."""
    title, text = " ".join(title.split()), text.strip()
    if not title or (text and " ".join(text.split()).startswith(title.rstrip(".… "))):
        return text
    return "\n\n".join(one for one in (title, text) if one)


def tags_of(words: str) -> list[str]:
    """The tags that an idea names, each once."""
    found = (one.casefold()[:LONGEST_TAG] for one in _TAG.findall(words))
    return [one for one in dict.fromkeys(found) if not one.isdigit()][:MOST_TAGS]


def check_words(words: str, field: str) -> None:
    """Refuse what has no words: signs and pictures alone are no idea anybody could find again."""
    if sum(one.isalpha() for one in words) < FEWEST_LETTERS:
        raise Refused(t("needs_words"), field=field)
