"""Editing: a theme is made, named, told by words, shown as another or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.themes import titles
from bot.insight.themes.tables import GIVEN, theme, theme_thing
from bot.insight.themes.theme import Theme, belongs_to, every, find, shown
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
    """Call a theme as somebody wants it called; it stays so. By no name, as it was found."""
    found = find(db, id_)
    assert found is not None
    names = {language: one for language, one in found.names.items() if language != GIVEN}
    given = {GIVEN: name} if name else {}
    change(db, found.id, names={**names, **given}, settled=True)
    titles.drop(db, found.id)


def tell_by(db: Connection, id_: int, words: str) -> None:
    """Tell a theme also by words from now on; what earlier ones have brought goes."""
    mine = theme_thing.c.theme_id == id_, theme_thing.c.by_words
    db.execute(sa.delete(theme_thing).where(*mine))
    change(db, id_, words=words, settled=True)


def merge(db: Connection, id_: int, into: int) -> list[int]:
    """Show a theme, and all that is shown as it, as another one; returns what was shown as it.

    Nothing of either is lost, and nothing changes where both are shown as the same: somebody was
    quicker.
    """
    take_turn(db, "theme_merged")
    one, other = find(db, id_), find(db, into)
    if one is None or other is None or one.id == other.id:
        return []
    its = list(db.scalars(sa.select(theme.c.id).where(theme.c.merged_into == one.id)))
    change_all = sa.update(theme).where(belongs_to(one.id))
    db.execute(change_all.values(merged_into=other.id, settled=True))
    return its


def unmerge(db: Connection, id_: int, its: Sequence[int]) -> bool:
    """Show a theme as its own again, with what was shown as it; False where it already is."""
    take_turn(db, "theme_merged")
    alone = sa.update(theme).where(theme.c.id == id_, theme.c.merged_into.is_not(None))
    if db.execute(alone.values(merged_into=None)).rowcount != 1:
        return False
    still = theme.c.id.in_(its), theme.c.merged_into.is_not(None)
    db.execute(sa.update(theme).where(*still).values(merged_into=id_))
    return True


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
