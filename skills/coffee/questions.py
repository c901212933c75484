"""Questions that break the ice, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import yaml

FALL_BACK = "en"


@cache
def questions() -> Mapping[str, Sequence[str]]:
    """All of them by language, each at the same place in every one."""
    words = (Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Sequence[str]] = yaml.safe_load(words)
    return found


def question(week: date, place: int, language: str) -> str:
    """The one for a table of a round: another each round, and another than the next table's."""
    every = questions()
    words = every.get(language) or every[FALL_BACK]
    return words[(week.toordinal() // 7 + place) % len(words)]
