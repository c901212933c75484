"""Pointing: a thing of one skill speaks for a thing of another, such as a complaint for an idea."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.directory.tables import ID
from bot.store.tables import Table

if TYPE_CHECKING:
    from bot.work import Work

# How much depends on it: nice to have, important, not without it.
NICE, IMPORTANT, NEEDED = WEIGHTS = (1, 2, 3)

pointer = sa.Table(
    "pointer",
    Table.metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("skill", sa.String(64), nullable=False),
    sa.Column("about", ID, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("number", ID, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.UniqueConstraint("skill", "about", "kind", "number"),
    sa.Index("ix_pointer_kind_number", "kind", "number"),
    sqlite_autoincrement=True,
)

Titles = Callable[[Session, Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of thing that others can point at: whose, how they are called, and who hears of it."""

    skill: str
    name: str
    titles: Titles
    changed: Callable[[Work, int], None]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of some skill, by its kind, number and title."""

    kind: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """How many things of other skills speak for one, and for how many it is `needed`."""

    count: int
    needed: int


def pointers(db: Session, kind: str, numbers: Collection[int]) -> dict[int, Pointer]:
    """What speaks for things of a kind, by their numbers; those without are left out."""
    needed = sa.func.sum(sa.case((pointer.c.weight == NEEDED, 1), else_=0))
    query = (
        sa.select(pointer.c.number, sa.func.count(), needed)
        .where(pointer.c.kind == kind, pointer.c.number.in_(numbers))
        .group_by(pointer.c.number)
    )
    return {number: Pointer(count, int(much)) for number, count, much in db.execute(query)}


def pointed_at(db: Connection, skill: str, about: int) -> list[tuple[str, int]]:
    """At what a thing of a skill points: kinds and numbers."""
    query = sa.select(pointer.c.kind, pointer.c.number)
    found = query.where(pointer.c.skill == skill, pointer.c.about == about)
    return [(kind, number) for kind, number in db.execute(found.order_by(pointer.c.id))]


def targets(db: Connection, skill: str, abouts: Collection[int]) -> list[tuple[str, int]]:
    """At what some things of a skill point, each once."""
    query = sa.select(pointer.c.kind, pointer.c.number).distinct()
    found = query.where(pointer.c.skill == skill, pointer.c.about.in_(abouts))
    return [(kind, number) for kind, number in db.execute(found.order_by(*found.selected_columns))]


def point(db: Connection, skill: str, about: int, kind: str, number: int, weight: int) -> None:
    """Let a thing speak for another, in the place of what it said of it before."""
    where = pointer.c.skill == skill, pointer.c.about == about
    same = pointer.c.kind == kind, pointer.c.number == number
    db.execute(sa.delete(pointer).where(*where, *same))
    row = {"skill": skill, "about": about, "kind": kind, "number": number, "weight": weight}
    db.execute(sa.insert(pointer), row)


def unpoint(db: Session, skill: str, abouts: Collection[int]) -> None:
    """Let things that are gone speak for nothing any more."""
    db.execute(sa.delete(pointer).where(pointer.c.skill == skill, pointer.c.about.in_(abouts)))
