"""Outs: what somebody took out of a theme, for it is about something else."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.likeness import likeness
from bot.insight.themes.tables import theme, theme_out, theme_thing
from bot.insight.themes.theme import belongs_to
from bot.store.tables import insert_new

# A skill's name, and the number of a thing of its.
Key: TypeAlias = tuple[str, int]


def taken(db: Connection) -> set[tuple[int, Key]]:
    """What was taken out of which theme."""
    return {(row.theme_id, (row.skill, row.thing)) for row in db.execute(sa.select(theme_out))}


def take(db: Connection, id_: int, key: Key) -> bool:
    """Let a thing belong no more to a theme, nor to what is shown as it; False where it didn't."""
    skill, thing = key
    mine = theme_thing.c.skill == skill, theme_thing.c.thing == thing
    gone = sa.delete(theme_thing).where(*mine, theme_thing.c.theme_id.in_(_shown_as(id_)))
    ids = db.scalars(gone.returning(theme_thing.c.theme_id)).all()
    rows = [{"theme_id": one, "skill": skill, "thing": thing} for one in ids]
    if rows:
        db.execute(insert_new(db, theme_out), rows)
    return bool(rows)


def put_back(db: Connection, id_: int, key: Key) -> list[int]:
    """Let a thing be found in a theme again; returns the themes that it was taken out of."""
    skill, thing = key
    mine = theme_out.c.skill == skill, theme_out.c.thing == thing
    gone = sa.delete(theme_out).where(*mine, theme_out.c.theme_id.in_(_shown_as(id_)))
    return list(db.scalars(gone.returning(theme_out.c.theme_id)))


def drop_of(db: Connection, skill: str, things: Collection[int]) -> None:
    """Note nothing any more of things that are gone, or say something else now."""
    mine = theme_out.c.skill == skill, theme_out.c.thing.in_(things)
    db.execute(sa.delete(theme_out).where(*mine))


def sweep(db: Connection) -> None:
    """Note nothing any more of what is there no more."""
    there = likeness.c.skill == theme_out.c.skill, likeness.c.thing == theme_out.c.thing
    db.execute(sa.delete(theme_out).where(~sa.exists().where(*there)))


def _shown_as(id_: int) -> sa.Select[int]:
    return sa.select(theme.c.id).where(belongs_to(id_))
