"""A theme, as it was found or as somebody called it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.themes.naming import spelled
from bot.insight.themes.tables import GIVEN, theme, theme_title
from bot.insight.themes.told import any_of, bare, split


@dataclass(frozen=True, slots=True)
class Theme:
    """What people speak of; `words` are those it is told by, between commas, empty where by none.

    `settled` once somebody named or changed it. One that is `merged_into` another is shown as that,
    and one that is `hidden` not at all. It was `made` then, and `seen` last at that instant.
    `titles` are what a language model called it, by language.
    """

    id: int
    names: Mapping[str, str] = field(hash=False)
    words: str
    made: datetime
    seen: datetime
    settled: bool
    hidden: bool
    merged_into: int | None
    titles: Mapping[str, str] = field(hash=False)

    def name(self, language: str) -> str:
        """What it is called: as somebody called it, in the reader's language, or in any."""
        first = next(iter(self.names.values()), "")
        return self.names.get(GIVEN) or self.names.get(language) or first

    def title(self, language: str) -> str:
        """What it is called where it can be said that a language model has called it so."""
        return self.titles[language] if self.by_model(language) else self.name(language)

    @property
    def given(self) -> str:
        """The name that somebody gave it, empty where nobody has."""
        return self.names.get(GIVEN, "")

    def by_model(self, language: str) -> bool:
        """Whether its title is a language model's."""
        return GIVEN not in self.names and language in self.titles

    def is_in(self, text: str) -> bool:
        """Whether a text has one of the words that it is called or told by."""
        stems = {stem for name in self.names.values() for stem in spelled(name)}
        said = not stems.isdisjoint(spelled(text))
        return said or any_of(bare(text), split(self.words))


_OWN = [theme.c[name] for name in Theme.__slots__ if name != "titles"]
# Of `theme` with `theme_title` beside it, where there is one.
COLUMNS = [*_OWN, theme_title.c.names.label("titles")]
_query = sa.select(*COLUMNS).select_from(theme.outerjoin(theme_title))


def of_row(row: Any) -> Theme:
    """A theme as it was stored."""
    own = {name: row._mapping[name] for name in Theme.__slots__}
    return Theme(**{**own, "titles": row.titles or {}})


def every(db: Connection) -> list[Theme]:
    """All themes there are, also those that are merged or hidden."""
    return list(map(of_row, db.execute(_query.order_by(theme.c.id))))


def shown(db: Connection) -> list[Theme]:
    """The themes that are shown, each once."""
    return [one for one in every(db) if not one.hidden and one.merged_into is None]


def find(db: Connection, id_: int) -> Theme | None:
    """A theme by its number; of one that was merged the one it is shown as."""
    row = db.execute(_query.where(theme.c.id == id_)).one_or_none()
    if row is None:
        return None
    return of_row(row) if row.merged_into is None else find(db, row.merged_into)


def belongs_to(id_: int) -> sa.ColumnElement[bool]:
    """Whether a row of `theme` is shown as a theme: that itself, or what was merged into it."""
    return (theme.c.id == id_) | (theme.c.merged_into == id_)
