"""Likeness: what a skill's texts are about is kept as numbers, and what is alike is found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.directory.tables import ID
from bot.insight.language import Encoder, encoder
from bot.insight.nearest import Nearest
from bot.insight.vectors import Vectors
from bot.store.tables import Table
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from bot.insight.language import Vector

SPARE = 8
# A part of a number is told in so many steps from nothing to the largest.
STEPS = 127

likeness = sa.Table(
    "likeness",
    Table.metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("skill", sa.String(64), nullable=False),
    sa.Column("thing", ID, nullable=False),
    sa.Column("encoder", sa.String(40), nullable=False),
    sa.Column("numbers", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("skill", "thing"),
    sa.Index("ix_likeness_skill_id", "skill", "id"),
    sqlite_autoincrement=True,
)

# Made once: they are part of everything that is learnt or compared.
_drop = sa.delete(likeness).where(
    likeness.c.skill == sa.bindparam("of"), likeness.c.thing == sa.bindparam("about")
)
_insert = sa.insert(likeness)
_found = sa.select(likeness.c.id, likeness.c.thing).where(
    likeness.c.id.in_(sa.bindparam("rows", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Alike:
    """Something of the skill's that is about the same; `degree` is from 0 to 1."""

    about: int
    degree: float


class Likeness:
    """The texts of one skill; in memory there are some 600 bytes of each."""

    def __init__(
        self,
        skill: str,
        coder: Callable[[], Encoder] = encoder,
        vectors: Vectors | None = None,
    ) -> None:
        self.skill = skill
        self.coder = coder
        # What is compared first is learnt next.
        self.vectors = vectors or Vectors()
        self._nearest = Nearest(skill)
        self._up_to_date = False

    def learn(self, db: Connection, about: int, words: str) -> bool:
        """Note what a thing is about, in the place of what was noted before, if anything was."""
        coder = self.coder()
        row = {"skill": self.skill, "thing": about, "encoder": coder.name}
        before = db.execute(_drop, {"of": self.skill, "about": about}).rowcount > 0
        db.execute(_insert, {**row, "numbers": packed(self.vectors.of(coder, words))})
        return before

    def learn_new(self, db: Connection, words: Mapping[int, str]) -> None:
        """Note what things are about of which nothing was noted before."""
        row = {"skill": self.skill, "encoder": self.coder().name}
        numbers = self.numbers(words)
        rows = [{**row, "thing": about, "numbers": one} for about, one in numbers.items()]
        if rows:
            db.execute(_insert, rows)

    def owe(self, db: Connection, abouts: Collection[int]) -> None:
        """Note that things are still to be learnt: as if another encoder had made their numbers."""
        blank = {"skill": self.skill, "encoder": "", "numbers": b""}
        rows = [{**blank, "thing": about} for about in abouts]
        if rows:
            db.execute(_insert, rows)

    def numbers(self, words: Mapping[int, str]) -> dict[int, bytes]:
        """What things are about, to be stored; this takes its time."""
        found = self.vectors.of_all(self.coder(), list(words.values()))
        return {about: packed(one) for about, one in zip(words, found, strict=True)}

    def settle(self, db: Connection, asked: Collection[int], numbers: Mapping[int, bytes]) -> None:
        """Store the numbers of things that were outdated; what is gone meanwhile stays gone."""
        _take_turn(db, self.skill)
        name, mine = self.coder().name, likeness.c.skill == self.skill
        waiting = mine & likeness.c.thing.in_(asked) & (likeness.c.encoder != name)
        still = list(db.scalars(sa.select(likeness.c.thing).where(waiting)))
        db.execute(sa.delete(likeness).where(waiting))
        row = {"skill": self.skill, "encoder": name}
        rows = [{**row, "thing": one, "numbers": numbers[one]} for one in still if one in numbers]
        if rows:
            db.execute(_insert, rows)

    def drop(self, db: Connection, abouts: Collection[int]) -> None:
        """Forget what things are about."""
        _take_turn(db, self.skill)
        where = likeness.c.skill == self.skill, likeness.c.thing.in_(abouts)
        db.execute(sa.delete(likeness).where(*where))

    def alike(self, db: Connection, words: str, most: int) -> list[Alike]:
        """What is about the same as these words, the most alike first."""
        coder = self.coder()
        numbers = self.vectors.of(coder, words)
        self._nearest.catch_up(db, coder.name)
        # Some more, for what was learnt anew or forgotten is still among them.
        near = self._nearest.to(numbers, most + SPARE, coder.near)
        # Not by skill as well: SQLite would go through all of it instead of these few.
        alike = [Alike(about, near[row]) for row, about in things(db, near).items()]
        return sorted(alike, key=lambda one: (-one.degree, one.about))[:most]

    def near(
        self, db: Connection, numbers: Sequence[Vector], most: int, least: float
    ) -> list[Mapping[int, float]]:
        """For each of some numbers the rows that are alike at least so much, and how much."""
        self._nearest.catch_up(db, self.coder().name)
        return [self._nearest.to(one, most, least) for one in numbers]

    def must_relearn(self, db: Connection) -> bool:
        """Whether some of the numbers are another encoder's; once none are, that stays so."""
        self._up_to_date = self._up_to_date or not self.outdated(db, 1)
        return not self._up_to_date

    def outdated(self, db: Connection, most: int) -> list[int]:
        """Things of which the numbers are another encoder's."""
        other = likeness.c.skill == self.skill, likeness.c.encoder != self.coder().name
        query = sa.select(likeness.c.thing).where(*other).order_by(likeness.c.thing)
        return list(db.execute(query.limit(most)).scalars())


def unlearn(db: Session, skill: str, abouts: Collection[int]) -> None:
    """Note nothing any more of what things say that are gone."""
    from bot.insight.themes.belonging import leave

    _take_turn(db.connection(), skill)
    gone = likeness.c.skill == skill, likeness.c.thing.in_(abouts)
    db.execute(sa.delete(likeness).where(*gone))
    leave(db.connection(), skill, abouts)


def _take_turn(db: Connection, skill: str) -> None:
    """Wait for who forgets while numbers are stored, or they would be stored of what is gone."""
    take_turn(db, f"likeness/{skill}")


def things(db: Connection, rows: Collection[int]) -> Mapping[int, int]:
    """The things that rows are about; those that are gone are left out."""
    return dict(db.execute(_found, {"rows": list(rows)}).all()) if rows else {}


def packed(numbers: Vector) -> bytes:
    """Numbers as they are stored, a byte each."""
    import numpy as np

    largest = float(np.abs(numbers).max()) or 1.0
    found: bytes = np.rint(numbers / largest * STEPS).astype(np.int8).tobytes()
    return found
