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


def colleagues(db: Connection) -> set[str]:
    """What everybody in the directory is called, here or on a platform."""
    people = sa.select(person.c.name).where(person.c.kind != Kind.BOT)
    accounts = sa.select(identity.c.name).where(identity.c.kind != Kind.BOT)
    return {name for name in db.execute(sa.union(people, accounts)).scalars() if name.strip()}


class Names:
    """Many names, of which a text has few: a mask of all of them would take its time."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for word in _WORD.findall(name):
                self._by_word[letters(word)].add(name)

    def among(self, texts: Iterable[str]) -> list[str]:
        """Those of which some word is in the texts, be it within another or spaced out."""
        row = "\0".join(letters(normalised(text)) for text in texts)
        return sorted(set().union(*(names for word, names in self._by_word.items() if word in row)))
