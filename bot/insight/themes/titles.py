"""Titles: what a language model called themes, kept as long as all that it read for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.likeness import likeness
from bot.insight.themes.tables import theme_title, theme_titled
from bot.store.tables import insert_new

if TYPE_CHECKING:
    from bot.insight.themes.theme import Theme

_there = sa.exists().where(
    theme_titled.c.skill == likeness.c.skill, theme_titled.c.thing == likeness.c.thing
)


def names_of(one: Theme) -> set[str]:
    """All that a theme may be called by, in small letters."""
    return {each.casefold() for each in (*one.names.values(), *one.titles.values())}


def words(db: Connection) -> dict[int, Sequence[str]]:
    """What the texts of themes had in common when these got the names they have."""
    query = sa.select(theme_title.c.theme_id, theme_title.c.words, theme_title.c.names)
    return {row.theme_id: row.words for row in db.execute(query) if row.names}


def asked(db: Connection, since: datetime) -> int:
    """For how many themes a name was asked since an instant."""
    query = sa.select(sa.func.count()).select_from(theme_title)
    return db.scalar(query.where(theme_title.c.asked >= since)) or 0


def claim(db: Connection, id_: int, now: datetime, since: datetime) -> bool:
    """Note that a theme's name is asked for; False where somebody has asked since an instant."""
    row = {"theme_id": id_, "names": {}, "words": [], "asked": now}
    new = insert_new(db, theme_title).execution_options(preserve_rowcount=True)
    if db.execute(new, row).rowcount == 1:
        return True
    long_ago = theme_title.c.theme_id == id_, theme_title.c.asked < since
    return db.execute(sa.update(theme_title).where(*long_ago).values(asked=now)).rowcount == 1


def keep(
    db: Connection,
    id_: int,
    names: Mapping[str, str],
    words: Sequence[str],
    things: Collection[tuple[str, int]],
) -> None:
    """Call a theme so for which a name was asked, in the place of what it was called so far."""
    mine = theme_title.c.theme_id == id_
    values = {"names": dict(names), "words": list(words)}
    if db.execute(sa.update(theme_title).where(mine).values(values)).rowcount != 1:
        return
    db.execute(sa.delete(theme_titled).where(theme_titled.c.theme_id == id_))
    rows = [{"theme_id": id_, "skill": skill, "thing": thing} for skill, thing in sorted(things)]
    db.execute(sa.insert(theme_titled), rows)


def drop(db: Connection, id_: int) -> None:
    """Forget what a theme was called: somebody has a name for it."""
    db.execute(sa.delete(theme_title).where(theme_title.c.theme_id == id_))


def drop_of(db: Connection, skill: str, things: Collection[int]) -> None:
    """Forget the names that were made of some things, among others."""
    of = theme_titled.c.skill == skill, theme_titled.c.thing.in_(things)
    _drop_all(db, sa.select(theme_titled.c.theme_id).where(*of))


def sweep(db: Connection) -> None:
    """Forget the names of which not everything is there any more that they were made of."""
    _drop_all(db, sa.select(theme_titled.c.theme_id).where(~_there))


def _drop_all(db: Connection, of: sa.Select[int]) -> None:
    db.execute(sa.delete(theme_title).where(theme_title.c.theme_id.in_(of)))
