"""Classing: what can be told of words by their rating and some of the words themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from skills.feedback.heard import Heard
from skills.feedback.kinds import BAD, COMPLAINT, GOOD, HELP, PRAISE

# What is left of an accent when its letter stands by itself.
_ACCENT = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Class:
    """What words are meant for, empty where that can't be told, and whether they can wait."""

    intent: str
    urgent: bool


def class_of(heard: Heard) -> Class:
    """What can be told of words, by themselves and their rating."""
    found = _named_in(heard.words)
    return Class(heard.intent or _intent(heard, found), "urgent" in found)


def _intent(heard: Heard, found: set[str]) -> str:
    found = found - {"urgent"}
    if heard.rating is not None and heard.rating <= BAD:
        return HELP if HELP in found and COMPLAINT not in found else COMPLAINT
    if heard.rating is not None and heard.rating >= GOOD and not found - {PRAISE}:
        return PRAISE
    # A complaint that begins kindly is one, and who asks for help may complain as well.
    order = (COMPLAINT, HELP, "opportunity", "improvement", PRAISE)
    return next((one for one in order if one in found), "")


@lru_cache(maxsize=1_000)
def split(words: str) -> Sequence[str]:
    """Words that stand between commas."""
    return tuple(plain(one) for one in words.split(",") if one.strip())


def any_of(said: str, words: Collection[str]) -> bool:
    """Whether one of these words, or what begins with it where it ends in *, is in plain text."""
    return bool(words) and _pattern(tuple(words)).search(said) is not None


@lru_cache(maxsize=1_000)
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Finds any of these words: one pattern for all, for there are many."""
    ends = ((one.rstrip("*"), "" if one.endswith("*") else r"(?!\w)") for one in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(one) + end for one, end in ends)})")


def _named_in(words: str) -> set[str]:
    said = plain(words)
    return {name for name, known in _known().items() if any_of(said, known)}


@cache
def _known() -> dict[str, Sequence[str]]:
    path = Path(__file__).parent / "words.yaml"
    lists = yaml.safe_load(path.read_text("utf-8"))
    return {name: split(",".join(by_language.values())) for name, by_language in lists.items()}


def plain(text: str) -> str:
    """A text in small letters without accents, its blanks single."""
    said = text.casefold().replace("’", "'")
    if not said.isascii():
        said = _ACCENT.sub("", unicodedata.normalize("NFKD", said))
    return " ".join(said.split())
