"""What Italian asks of a date: "il 1º maggio", but "l’8 marzo" and "fino all’11 marzo"."""

from __future__ import annotations

import re
from datetime import date

LANGUAGE = "it"
# Numbers that begin with a vowel when they are read.
_VOWELS = frozenset({8, 11})
_ARTICLE = re.compile(r"\b(?:(i)l|(a|da|de|ne|su)l) $", re.IGNORECASE)


def pattern_of(pattern: str, day: date) -> str:
    """How a day is written: the first of a month has an ordinal."""
    return pattern.replace("d MMMM", "d'º' MMMM") if day.day == 1 else pattern


def elided(before: str, day: date) -> str:
    """The words before a day, their article as it is before a vowel."""
    return _ARTICLE.sub(_short, before) if day.day in _VOWELS else before


def _short(article: re.Match[str]) -> str:
    # "Il" keeps its capital: "L’8 marzo".
    return ("L’" if article[1] == "I" else "l’") if article[1] else f"{article[2]}ll’"
