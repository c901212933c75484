"""Promised: what was promised because of a theme, or because of what belongs to it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight import promises
from bot.insight.promises import Promise, promise
from bot.insight.themes.tables import theme, theme_promise, theme_thing
from bot.insight.themes.theme import belongs_to
from bot.store.tables import insert_new


def of(db: Connection, id_: int) -> list[Promise]:
    """What was promised because of a theme or of what belongs to it, what is due first."""
    table = theme_thing.c
    same = sa.and_(table.skill == promise.c.skill, table.thing == promise.c.about)
    of_things = sa.select(promise.c.id).join_from(promise, theme_thing, same)
    of_it = sa.select(theme_promise.c.promise_id).join_from(theme_promise, theme)
    either = sa.union(
        of_things.join(theme, theme.c.id == table.theme_id).where(belongs_to(id_)),
        of_it.where(belongs_to(id_)),
    )
    return promises.among(db, sa.select(*either.subquery().c))


def linked(db: Connection, id_: int) -> set[int]:
    """Those that somebody has linked to it."""
    query = sa.select(theme_promise.c.promise_id).join_from(theme_promise, theme)
    return set(db.scalars(query.where(belongs_to(id_))))


def link(db: Connection, id_: int, promise_id: int) -> None:
    """Note that something was promised because of a theme."""
    row = {"theme_id": id_, "promise_id": promise_id}
    db.execute(insert_new(db, theme_promise), row)


def unlink(db: Connection, id_: int, promise_id: int) -> None:
    """Note that it was not, whichever of the themes that are shown as one it was linked to."""
    shown_as = sa.select(theme.c.id).where(belongs_to(id_))
    here = theme_promise.c.theme_id.in_(shown_as), theme_promise.c.promise_id == promise_id
    db.execute(sa.delete(theme_promise).where(*here))
