"""Editing: a theme is made, named, told by words, shown as another or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.themes import titles
from bot.insight.themes.tables import GIVEN, theme, theme_thing
from bot.insight.themes.theme import Theme, every, find, shown
from bot.store.turns import take_turn


def add(
    db: Connection,
    names: Mapping[str, str],
    now: datetime,
    *,
    words: str = "",
    settled: bool = False,
    centroid: bytes = b"",
    encoder: str = "",
    weight: int = 0,
) -> int:
    """Store a new theme; returns its number."""
    row = {
        "names": dict(names),
        "words": words,
        "centroid": centroid,
        "encoder": encoder,
        "weight": weight,
        "made": now,
        "seen": now,
        "settled": settled,
        "hidden": False,
    }
    id_: int = db.execute(sa.insert(theme).values(row).returning(theme.c.id)).scalar_one()
    return id_


def called(db: Connection, name: str) -> Theme | None:
    """The theme that is shown under a name, in whatever language."""
    said = name.casefold()
    fits = (one for one in shown(db) if said in titles.names_of(one))
    return next(fits, None)


def rename(db: Connection, id_: int, name: str) -> None:
    """Call a theme as somebody wants it called; it stays so."""
    found = find(db, id_)
    assert found is not None
    found_names = {**found.names, GIVEN: name}
    change(db, found.id, names=found_names, settled=True)
    titles.drop(db, found.id)


def tell_by(db: Connection, id_: int, words: str) -> None:
    """Tell a theme also by words from now on; what earlier ones have brought goes."""
    mine = theme_thing.c.theme_id == id_, theme_thing.c.by_words
    db.execute(sa.delete(theme_thing).where(*mine))
    change(db, id_, words=words, settled=True)


def merge(db: Connection, id_: int, into: int) -> None:
    """Show a theme, and all that is shown as it, as another one; nothing of either is lost.

    Nothing changes where both are shown as the same: somebody was quicker.
    """
    take_turn(db, "theme_merged")
    one, other = find(db, id_), find(db, into)
    if one is not None and other is not None and one.id != other.id:
        mine = (theme.c.id == one.id) | (theme.c.merged_into == one.id)
        db.execute(sa.update(theme).where(mine).values(merged_into=other.id, settled=True))


def join_given(db: Connection, id_: int, names: Mapping[str, str]) -> None:
    """Show a theme that was found as the one that somebody has called the same, where there is."""
    mine = {name.casefold() for name in names.values()}
    given = (one for one in every(db) if one.names.get(GIVEN, "").casefold() in mine)
    if (one := next(given, None)) is not None:
        merge(db, id_, one.merged_into or one.id)


def part(db: Connection, id_: int) -> list[Theme]:
    """Show what was shown as a theme as its own again; returns what that is."""
    apart = [one for one in every(db) if one.merged_into == id_]
    db.execute(sa.update(theme).where(theme.c.merged_into == id_).values(merged_into=None))
    return apart


def hide(db: Connection, id_: int, *, hidden: bool) -> None:
    """Show a theme no more, or again; what belongs to it goes on doing so."""
    change(db, id_, hidden=hidden, settled=True)


def change(db: Connection, id_: int, **values: object) -> None:
    """Store something else of a theme."""
    db.execute(sa.update(theme).where(theme.c.id == id_).values(values))
