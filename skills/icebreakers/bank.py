"""The bank: every question there is, in the language of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import data
from skills.icebreakers.model import OPEN, Own


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked, by its `number` or as the `own` one of an `author`."""

    words: str
    number: int | None = None
    own: int | None = None
    author: int | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        """What it is known by."""
        return self.number, self.own


@cache
def built_in() -> Mapping[int, Mapping[str, str]]:
    """The questions that come with Piazza, by number and language."""
    return {one["id"]: one for one in data("icebreakers")["questions"]}


def questions(db: Session, language: str) -> list[Question]:
    """Every question that can be asked; a colleague's first, in the language it was written in."""
    found = db.scalars(select(Own).where(Own.state == OPEN).order_by(Own.id)).all()
    own = [Question(one.words, own=one.id, author=author_of(one)) for one in found]
    return own + [Question(words_of(number, language), number) for number in built_in()]


def words_of(number: int, language: str) -> str:
    """A built-in question in a language, or in English."""
    words = built_in().get(number, {})
    return words.get(language) or words.get("en", "")


def author_of(own: Own) -> int | None:
    """Whose name is shown with a question; None where they don't want that."""
    return own.author if own.named else None
