"""Tongue: in which language something is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any, Final

# Of what is shorter nobody can tell.
FEWEST_LETTERS: Final = 8
LONGEST: Final = 1_000
# What customers of most companies here write in; among fewer it is told more surely.
_lock = Lock()
COMMON: Final = ("de", "en", "es", "fr", "it", "nl", "pt")


def language_of(text: str, likely: Sequence[str] = ()) -> str:
    """The language of a text by its two letters, among the likely ones and some common ones.

    Empty where there are too few letters to tell.
    """
    if sum(one.isalpha() for one in text) < FEWEST_LETTERS:
        return ""
    found: str = _identifier(_among(likely)).classify(text[:LONGEST])[0]
    return found


def load(likely: Sequence[str]) -> None:
    """Have what tells languages in memory; it takes a second."""
    _identifier(_among(likely)).classify("Buongiorno")


def _among(likely: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({*COMMON, *likely}))


def _identifier(among: tuple[str, ...]) -> Any:
    # Whoever comes meanwhile waits, and does not load it once more.
    with _lock:
        return _loaded(among)


@cache
def _loaded(among: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages(list(among))
    return found
