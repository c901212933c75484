"""Twins: which of a skill's new texts came before, in nearly the same words or in others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from bot.insight.likeness import SPARE, Likeness, packed, things
from bot.insight.sameness import Said, Sameness, may_mean_the_same, said, sameness
from bot.insight.signs import Signs

LOOKED_AT: Final = 5
# What is less alike is no text that came twice, whatever was changed.
LEAST: Final = 0.3
# From here on two texts mean the same in other words, or in another language.
SAME_MEANING: Final = 0.82
# Where so much alike, words were replaced by some that mean the same.
SYNONYMS: Final = 0.9
# How many words for each that stays may be replaced: if they mean the same, if not, and where
# nobody can tell.
MEANT, OTHERS, UNTOLD = 0.25, 0.15, 0.2


@dataclass(frozen=True, slots=True)
class Twin:
    """A thing that was told before; `in_words` is whether nearly the same words were used."""

    about: int
    in_words: bool


class Twins:
    """What was learnt of a skill's texts, and what is new in this transaction beside it.

    What is new need not be learnt before it is compared; each is compared with what came before.
    """

    def __init__(
        self,
        likeness: Likeness,
        words_of: Callable[[Session, Sequence[int]], Mapping[int, str]],
    ) -> None:
        self._likeness = likeness
        self._words_of = words_of
        self._new = Signs()

    def of(self, db: Session, words: Mapping[int, str]) -> Mapping[int, Sequence[Twin]]:
        """The twins of new things, by what each says; those most alike first."""
        near = self._near(db, words)
        others = {about for degrees in near.values() for about in degrees} - words.keys()
        told = {**(self._words_of(db, sorted(others)) if others else {}), **words}
        known = {about: said(text) for about, text in told.items()}
        return {one: list(self._twins(one, degrees, known)) for one, degrees in near.items()}

    def _near(self, db: Session, words: Mapping[int, str]) -> Mapping[int, Mapping[int, float]]:
        """What may be a twin of each, and how much alike it is."""
        likeness, connection = self._likeness, db.connection()
        numbers = likeness.vectors.of_all(likeness.coder(), list(words.values()))
        learnt = likeness.near(connection, numbers, LOOKED_AT + SPARE, LEAST)
        abouts = things(connection, {row for near in learnt for row in near})
        found: dict[int, Mapping[int, float]] = {}
        for about, own, near in zip(words, numbers, learnt, strict=True):
            before = {abouts[row]: degree for row, degree in near.items() if row in abouts}
            before |= self._new.to(own, LOOKED_AT, LEAST)
            best = sorted(before.items(), key=lambda one: (-one[1], one[0]))
            found[about] = {other: degree for other, degree in best if other != about}
            self._new.add([about], [packed(own)])
        return found

    def _twins(
        self, about: int, near: Mapping[int, float], known: Mapping[int, Said]
    ) -> Iterator[Twin]:
        there = {one: degree for one, degree in near.items() if one in known}
        for one, degree in there.items():
            found = sameness(known[about], known[one], self._replaced(degree))
            if found is Sameness.SAME:
                yield Twin(one, in_words=True)
            elif found is Sameness.OTHER and self._means(known[about], known[one], degree):
                yield Twin(one, in_words=False)

    def _replaced(self, degree: float) -> float:
        if not self._likeness.coder().understands:
            return UNTOLD
        return MEANT if degree >= SYNONYMS else OTHERS

    def _means(self, one: Said, other: Said, degree: float) -> bool:
        understands = self._likeness.coder().understands
        return understands and degree >= SAME_MEANING and may_mean_the_same(one, other)
