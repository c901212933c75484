"""Names: who might be spoken of, of all the many whom the directory knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import identity, person
from bot.insight.masking import normalised
from bot.insight.masking.folding import letters
from bot.people import Kind

_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORT: Final = 2


def colleagues(db: Connection) -> set[str]:
    """What everybody in the directory is called, here or on a platform."""
    people = sa.select(person.c.name).where(person.c.kind != Kind.BOT)
    accounts = sa.select(identity.c.name).where(identity.c.kind != Kind.BOT)
    return {name for name in db.execute(sa.union(people, accounts)).scalars() if name.strip()}


class Names:
    """Many names, of which a text has few: a mask of all of them would take its time."""

    def __init__(self, names: Iterable[str]) -> None:
        self.all = set(names)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for name in self.all:
            for word in _telling({letters(one) for one in _WORD.findall(name)}):
                self._by_word[word].add(name)

    def within(self, row: str) -> set[str]:
        """Those of which some word is in a row of letters."""
        return set().union(*(names for word, names in self._by_word.items() if word in row))


def among(known: Iterable[Names], texts: Iterable[str]) -> list[str]:
    """The names of which some word is in the texts, be it within another or spaced out."""
    row = "\0".join(letters(normalised(text)) for text in texts)
    return sorted(set().union(*(one.within(row) for one in known)))


def _telling(words: set[str]) -> set[str]:
    """The words of a name that are looked for: short ones are in every text."""
    return {one for one in words if len(one) > _SHORT} or words
