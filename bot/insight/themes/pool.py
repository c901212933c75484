"""The pool: what was said lately and belongs to no theme yet, with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.insight.language import plain
from bot.insight.oracle.names import colleagues
from bot.insight.themes.middles import unpacked
from bot.insight.themes.naming import Wording, stem_of
from bot.insight.themes.outs import Key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.insight.language import Vector

    Rows = NDArray[Any]

_PART = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """When something was said, and by whom of those outside: their name is no word to go by.

    Only what somebody `outside` said is ever shown to a language model. `who` tells one customer,
    or one colleague, from the others, where that may be known. What `founds` nothing belongs to
    themes, but makes none: of such words there are too many on too many things.
    """

    at: datetime
    by: str = ""
    outside: bool = False
    who: int | None = None
    founds: bool = True

    @property
    def is_customers(self) -> bool:
        """Whether it is the word of somebody outside, also where a colleague wrote it down."""
        return self.outside or bool(self.by)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A thing of a skill's: what it says, when that was said and by whom, and its numbers."""

    key: Key
    words: str
    said: Said
    numbers: bytes


@dataclass(frozen=True, slots=True)
class Private:
    """A comment of a round: what was published of it, and nothing else."""

    round: int
    words: str


@dataclass(eq=False)
class Pool:
    """Things, and after them comments that were written in private, which have no key."""

    things: Sequence[Spoken]
    comments: Sequence[Private]
    numbers: Sequence[Vector]

    @cached_property
    def rows(self) -> Rows:
        """The numbers of all, row by row."""
        import numpy as np

        things = unpacked([one.numbers for one in self.things])
        return np.concatenate([things, self.numbers]) if len(self.numbers) else things

    def round_of(self, place: int) -> int | None:
        """The round of what was written in private; None of all the rest."""
        private = place - len(self.things)
        return self.comments[private].round if private >= 0 else None

    def is_private(self, place: int) -> bool:
        """Whether what stands at a place was written in private."""
        return place >= len(self.things)

    def founds(self, place: int) -> bool:
        """Whether what stands at a place can make a theme, and move one."""
        return self.is_private(place) or self.things[place].said.founds

    def words(self, place: int) -> str:
        """What stands at a place."""
        if self.is_private(place):
            return self.comments[place - len(self.things)].words
        return self.things[place].words

    def wording(self, place: int, language: str) -> Wording:
        """The same with its language."""
        return Wording(self.words(place), language, self.round_of(place))


def never(db: Connection, things: Sequence[Spoken]) -> frozenset[str]:
    """The words that nothing is called by: names of people here, and of who said something."""
    return never_of([*colleagues(db), *(one.said.by for one in things)])


def never_of(names: Iterable[str]) -> frozenset[str]:
    """The parts of names, however they are written: Anna-Maria Rossi, or Rossi, Anna."""
    parts = {part for name in names for part in _PART.findall(name)}
    return frozenset(word for part in parts for word in (plain(part), stem_of(part)))
