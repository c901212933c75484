"""Classing: what can be told of words by their rating and some of the words themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot import any_of, bare, split
from skills.feedback.heard import Heard
from skills.feedback.kinds import BAD, COMPLAINT, GOOD, HELP, PRAISE

# How the very same words are known again.
plain = bare


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


def _named_in(words: str) -> set[str]:
    said = bare(words)
    return {name for name, known in _known().items() if any_of(said, known)}


@cache
def _known() -> dict[str, Sequence[str]]:
    path = Path(__file__).parent / "words.yaml"
    lists = yaml.safe_load(path.read_text("utf-8"))
    return {name: split(",".join(by_language.values())) for name, by_language in lists.items()}
