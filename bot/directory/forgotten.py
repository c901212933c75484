"""The forgotten: who asked to be, known by nothing but a keyed hash of each of their ids.

Without it the next roster or HR file would bring everybody back; with it nobody can read who it
was, for the key does not lie with the data.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import forgotten
from bot.people import Person
from bot.runtime.keys import find_key, make_key
from bot.store.tables import insert_new

NAME = "forgotten"
NUMBER, ADDRESS = "number", "address"


def left(workspace: str) -> str:
    """The source under which an account of somebody who left is noted."""
    return f"left/{workspace}"


_any = sa.select(forgotten.c.hash).limit(1)
_among = sa.select(forgotten.c.hash).where(
    forgotten.c.hash.in_(sa.bindparam("hashes", expanding=True))
)


@dataclass(eq=False)
class Forgotten:
    """Asks whether an id is that of somebody forgotten; `keys` is the folder with the key.

    A `source` says what an id is: a workspace's, a NUMBER in the HR file, or an ADDRESS.
    """

    keys: Path

    def check(self, db: Connection) -> None:
        """Raise SetupError when people were forgotten and the key to know them by is gone."""
        if db.execute(_any).first() is not None:
            find_key(self.keys, NAME)

    def add(self, db: Connection, who: Person, address: str, now: datetime) -> None:
        """Note somebody, before they are erased."""
        ids = [*who.identities.items(), (NUMBER, who.number), (ADDRESS, address)]
        make_key(self.keys, NAME)
        rows = [{"hash": self._hash(*one), "at": now} for one in ids if one[1]]
        if rows:
            db.execute(insert_new(db, forgotten), rows)

    def add_left(self, db: Connection, who: Person, now: datetime) -> None:
        """Note the closed accounts of who left long ago; a new or open one counts again."""
        make_key(self.keys, NAME)
        rows = [
            {"hash": self._hash(left(source), id_), "at": now}
            for source, id_ in who.identities.items()
        ]
        if rows:
            db.execute(insert_new(db, forgotten), rows)

    def among(self, db: Connection, source: str, ids: Iterable[str]) -> set[str]:
        """Which of these ids are of people who were forgotten."""
        if db.execute(_any).first() is None:
            return set()
        by_hash = {self._hash(source, one): one for one in ids if one}
        found = db.execute(_among, {"hashes": list(by_hash)}).scalars() if by_hash else ()
        return {by_hash[one] for one in found}

    def let_back(self, db: Connection, ids: Iterable[tuple[str, str]]) -> None:
        """Let somebody come back, by each source and id, who asks for it by using Piazza again."""
        if db.execute(_any).first() is not None:
            hashes = [self._hash(*one) for one in ids if one[1]]
            db.execute(sa.delete(forgotten).where(forgotten.c.hash.in_(hashes)))

    @cached_property
    def _key(self) -> bytes:
        return find_key(self.keys, NAME)

    def _hash(self, source: str, id_: str) -> str:
        return hmac.digest(self._key, f"{source}\0{id_.casefold()}".encode(), "sha256").hex()
