"""Classing: what can be told of words by their rating and some of the words themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path

import yaml

from skills.feedback.heard import Heard
from skills.feedback.kinds import BAD, COMPLAINT, GOOD, HELP, PRAISE
from skills.feedback.model import Theme

_WORD = re.compile(r"\w+")


def intent_of(heard: Heard) -> str:
    """What words are meant for, as far as that can be told; empty where it can't."""
    if heard.intent:
        return heard.intent
    found = _named_in(heard.words)
    if heard.rating is not None and heard.rating <= BAD:
        return HELP if HELP in found and COMPLAINT not in found else COMPLAINT
    if heard.rating is not None and heard.rating >= GOOD and not found - {PRAISE}:
        return PRAISE
    # A complaint that begins kindly is one, and who asks for help may complain as well.
    order = (COMPLAINT, HELP, "opportunity", "improvement", PRAISE)
    return next((one for one in order if one in found), "")


def is_urgent(words: str) -> bool:
    """Whether somebody says that it can't wait."""
    return "urgent" in _named_in(words)


def themes_of(words: str, themes: Iterable[Theme]) -> list[str]:
    """The themes of which some word is there."""
    said = plain(words)
    return [one.name for one in themes if any_of(said, split(one.words))]


def split(words: str) -> list[str]:
    """Words that stand between commas."""
    return [plain(one) for one in words.split(",") if one.strip()]


def any_of(said: str, words: Collection[str]) -> bool:
    """Whether one of these words, or what begins with it where it ends in *, is in plain text."""
    return any(re.search(_pattern(one), said) for one in words)


@cache
def _pattern(word: str) -> str:
    end = r"\w*" if word.endswith("*") else r"(?!\w)"
    return rf"(?<!\w){re.escape(word.rstrip('*'))}{end}"


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
    split_ = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(one for one in split_ if not unicodedata.combining(one)).split())
