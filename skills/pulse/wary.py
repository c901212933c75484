"""Wary: what makes a question hard to answer honestly, found by its words alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# Two things in one sentence: whoever agrees with one of them does not know what to say.
_TWO_THINGS: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(and|or|as well as|and/or)\b", re.IGNORECASE),
    "it": re.compile(r"\b(e|ed|o|oppure|nonché)\b", re.IGNORECASE),
}
# Words that say what should be answered.
_LEADING: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(don['’]t you|isn['’]t it|surely|obviously|of course|clearly|everybody knows"
        r"|wouldn['’]t you|great|wonderful|terrible)\b",
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"\b(non credi|non pensi|non trovi|ovviamente|certamente|naturalmente|è chiaro che"
        r"|come tutti sanno|senz['’]altro|ottim[oaie]|fantastic[oaie]|terribil[ei])\b",
        re.IGNORECASE,
    ),
}


def two_things(words: Mapping[str, str]) -> str:
    """The word by which a question seems to ask two things at once; empty where none does."""
    return _first(_TWO_THINGS, words)


def leading(words: Mapping[str, str]) -> str:
    """The word by which a question seems to say how to answer it; empty where none does."""
    return _first(_LEADING, words)


def untranslated(words: Mapping[str, str], languages: Sequence[str]) -> str:
    """The first of these languages that a question lacks; empty where it lacks none."""
    return next((one for one in languages if not words.get(one)), "")


def _first(patterns: Mapping[str, re.Pattern[str]], words: Mapping[str, str]) -> str:
    for language, said in words.items():
        if (pattern := patterns.get(language)) and (match := pattern.search(said)):
            return match.group()
    return ""
