"""The forgotten: who asked to be, known by nothing but a keyed hash of each of their ids.

Without it the next roster or HR file would bring everybody back; with it nobody can read who it
was, for the key does not lie with the data.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.spelling import plain
from bot.directory.tables import forgotten
from bot.people import Person
from bot.runtime.keys import find_key, make_key
from bot.store.tables import insert_new

NAME = "forgotten"
# MAIL is an address where nothing says whose it is, as that of somebody's manager in an HR file.
NUMBER, ADDRESS, MAIL = "number", "address", "mail"


def addressed(address: str, name: str) -> str:
    """The id of whoever has an address and a name."""
    return f"{address}\0{plain(name)}"


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

    def anybody(self, db: Connection) -> bool:
        """Whether anybody was forgotten."""
        return db.execute(_any).first() is not None

    def check(self, db: Connection) -> None:
        """Raise SetupError when people were forgotten and the key to know them by is gone."""
        if self.anybody(db):
            find_key(self.keys, NAME)

    def add(self, db: Connection, who: Person, address: str, now: datetime) -> None:
        """Note somebody, before they are erased."""
        ids = [*who.identities.items(), (NUMBER, who.number)]
        if address:
            # Others may have the address, or get it one day: it means somebody with their name.
            ids += [(ADDRESS, addressed(address, who.name)), (MAIL, address)]
        self._note(db, ids, now)

    def add_left(self, db: Connection, who: Person, now: datetime) -> None:
        """Note the closed accounts of who left long ago; a new or open one counts again."""
        self._note(db, [(left(source), id_) for source, id_ in who.identities.items()], now)

    def _note(self, db: Connection, ids: Sequence[tuple[str, str]], now: datetime) -> None:
        make_key(self.keys, NAME)
        together = token_hex(8)
        rows = [
            {"hash": self.hashed(*one), "together": together, "at": now} for one in ids if one[1]
        ]
        if rows:
            db.execute(insert_new(db, forgotten), rows)

    def among(self, db: Connection, source: str, ids: Iterable[str]) -> set[str]:
        """Which of these ids are of people who were forgotten."""
        if not self.anybody(db):
            return set()
        by_hash = {self.hashed(source, one): one for one in ids if one}
        found = db.execute(_among, {"hashes": list(by_hash)}).scalars() if by_hash else ()
        return {by_hash[one] for one in found}

    def let_back(self, db: Connection, ids: Iterable[tuple[str, str]]) -> None:
        """Let somebody come back, by any of their ids, who asks for it by using Piazza again."""
        if not self.anybody(db):
            return
        hashes = [self.hashed(*one) for one in ids if one[1]]
        theirs = sa.select(forgotten.c.together).where(forgotten.c.hash.in_(hashes))
        found = db.execute(theirs).scalars().all()
        db.execute(sa.delete(forgotten).where(forgotten.c.together.in_(found)))

    @cached_property
    def _key(self) -> bytes:
        return find_key(self.keys, NAME)

    def hashed(self, source: str, id_: str) -> str:
        """By what an id is noted."""
        return hmac.digest(self._key, f"{source}\0{id_.casefold()}".encode(), "sha256").hex()
