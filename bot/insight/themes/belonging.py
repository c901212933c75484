"""Belonging: which things belong to which theme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.likeness import likeness
from bot.insight.themes import outs, titles
from bot.insight.themes.outs import Key
from bot.insight.themes.tables import theme, theme_count, theme_thing
from bot.store.tables import insert_new

AT_ONCE = 500

_of = theme_thing.c.skill == likeness.c.skill, theme_thing.c.thing == likeness.c.thing
_new = (
    sa.select(likeness.c.thing, likeness.c.numbers)
    .where(
        likeness.c.skill == sa.bindparam("of"),
        likeness.c.encoder == sa.bindparam("by"),
        ~sa.exists().where(*_of, ~theme_thing.c.by_words),
    )
    .order_by(likeness.c.id.desc())
    .limit(sa.bindparam("most"))
)

_KEY = ("theme_id", "skill", "thing")
_by_itself = (
    sa.update(theme_thing)
    .where(*(theme_thing.c[name] == sa.bindparam(f"its_{name}") for name in _KEY))
    .where(theme_thing.c.by_words)
    .values(by_words=False)
)


def unthemed(db: Connection, skill: str, encoder: str, most: int) -> Sequence[sa.Row[int, bytes]]:
    """The things of a skill that belong to no theme by what they say, the latest first."""
    return db.execute(_new, {"of": skill, "by": encoder, "most": most}).all()


def latest(db: Connection, skill: str, encoder: str, most: int) -> Sequence[sa.Row[int, bytes]]:
    """The things of a skill that were learnt last, whatever they belong to."""
    here = likeness.c.skill == skill, likeness.c.encoder == encoder
    query = sa.select(likeness.c.thing, likeness.c.numbers).where(*here)
    return db.execute(query.order_by(likeness.c.id.desc()).limit(most)).all()


def row(theme_id: int, key: Key, said: datetime, *, by_words: bool = False) -> dict[str, Any]:
    """That a thing belongs to a theme."""
    skill, thing = key
    named = {"theme_id": theme_id, "skill": skill, "thing": thing}
    return {**named, "said": said, "by_words": by_words}


def join(db: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Let things belong to themes; what did by words only, does by what it says from now on.

    What somebody took out of a theme stays out of it.
    """
    out = outs.taken(db) if rows else set()
    rows = [one for one in rows if (one["theme_id"], (one["skill"], one["thing"])) not in out]
    if not rows:
        return
    db.execute(insert_new(db, theme_thing), list(rows))
    near = [{f"its_{name}": one[name] for name in _KEY} for one in rows if not one["by_words"]]
    if near:
        db.execute(_by_itself, near)
    seen: dict[int, datetime] = {}
    for one in rows:
        id_ = one["theme_id"]
        seen[id_] = max(one["said"], seen.get(id_, one["said"]))
    later = theme.c.id == sa.bindparam("which"), theme.c.seen < sa.bindparam("said")
    note = sa.update(theme).where(*later).values(seen=sa.bindparam("said"))
    db.execute(note, [{"which": id_, "said": said} for id_, said in sorted(seen.items())])


def belong(db: Connection, keys: Collection[Key]) -> set[Key]:
    """Which of some things belong to a theme already, by what they say."""
    found: set[Key] = set()
    for skill in {skill for skill, _ in keys}:
        things = [thing for of, thing in keys if of == skill]
        for start in range(0, len(things), AT_ONCE):
            some = theme_thing.c.thing.in_(things[start : start + AT_ONCE])
            query = sa.select(theme_thing.c.thing).where(theme_thing.c.skill == skill, some)
            found |= {(skill, one) for one in db.scalars(query.where(~theme_thing.c.by_words))}
    return found


def leave(db: Connection, skill: str, things: Collection[int]) -> None:
    """Let things belong to no theme: they are gone, or say something else now."""
    where = theme_thing.c.skill == skill, theme_thing.c.thing.in_(things)
    db.execute(sa.delete(theme_thing).where(*where))
    outs.drop_of(db, skill, things)
    titles.drop_of(db, skill, things)


def sweep(db: Connection) -> None:
    """Let go of what is there no more, and of themes of which nothing is left.

    Their names were words of those who have gone.
    """
    db.execute(sa.delete(theme_thing).where(~sa.exists().where(*_of)))
    outs.sweep(db)
    titles.sweep(db)
    left = [
        sa.exists().where(table.c.theme_id == theme.c.id) for table in (theme_thing, theme_count)
    ]
    other = theme.alias("other")
    shows = sa.exists().where(other.c.merged_into == theme.c.id)
    db.execute(sa.delete(theme).where(~theme.c.settled, ~shows, *(~one for one in left)))
