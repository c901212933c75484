"""Kept word: of what was promised, what was kept in a month, what was not, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from sqlalchemy.orm import Session

from bot import Fact, Period, Promise, Text, promises, t

KEPT, DROPPED = "kept", "dropped"
MOST, LONGEST = 3, 90
KINDS: Final = ("kept", "broken", "late", "open")


@dataclass(frozen=True, slots=True)
class Word:
    """Promises as they stood when a month was over; `late` were open although due before its end.

    `broken` were given up in it. One of which something was told after it was open then.
    """

    kept: Sequence[Promise]
    broken: Sequence[Promise]
    late: Sequence[Promise]
    open: Sequence[Promise]

    def facts(self) -> list[Fact]:
        """How many of each, and the first of them in their words; nothing where there is none."""
        some = ((one, getattr(self, one)) for one in KINDS)
        return [Fact(t(f"word_{name}"), _told(found)) for name, found in some if found]


def none() -> Fact:
    """That there was nothing to keep."""
    return Fact(t("word_none"), t("word_none_said"))


def of(db: Session, period: Period) -> Word:
    """Sort the promises that were made by the end of a month."""
    made = [one for one in promises(db, since=period.start_at) if one.made < period.end_at]
    over = [one for one in made if one.told and not one.is_open and one.told < period.end_at]
    pending = [one for one in made if one not in over]
    return Word(
        kept=[one for one in over if one.state == KEPT],
        broken=[one for one in over if one.state == DROPPED],
        late=[one for one in pending if one.due < period.end],
        open=[one for one in pending if one.due >= period.end],
    )


def _told(found: Sequence[Promise]) -> Text:
    words = [shorten(one.words, LONGEST, placeholder="…") for one in found[:MOST]]
    if len(found) > MOST:
        return t("word_and_more", number=len(found), words=_lines(words), more=len(found) - MOST)
    return t("word_all", number=len(found), words=_lines(words))


def _lines(words: Sequence[str]) -> str:
    return "\n".join(f"– {one}" for one in words)
