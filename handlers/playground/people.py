"""People: the members of the invented company, and how they are found by a few letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from bot.people import Kind
from bot.runtime.platform import Profile
from bot.sample.stage import Hired
from handlers.playground import groups
from handlers.playground.tables import member, word

FOUND = 20
# Of one rank: somebody may be found by several of their words.
LOOKED_AT = 3 * FOUND
WORDS = 5
# The first word of the name, its others, the handle, what they do; then those who have left.
RANKS = range(8)
GONE = 4
LAST = chr(0x10FFFF)

_of_ids = sa.select(member).where(member.c.id.in_(sa.bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the invented company."""

    id: str
    name: str
    handle: str
    email: str
    about: str
    language: str
    zone: str
    kind: str
    active: bool

    @property
    def profile(self) -> Profile:
        """The member as a platform tells of people."""
        return Profile(
            self.id,
            self.name,
            self.handle,
            self.email,
            self.zone,
            self.language,
            Kind(self.kind),
            self.active,
        )


def hire(db: Session, people: Sequence[Hired]) -> None:
    """Keep people, new or changed."""
    rows = [_row(one) for one in people]
    change = insert(member)
    new = {column.name: change.excluded[column.name] for column in member.c if column.name != "id"}
    db.execute(change.on_conflict_do_update(index_elements=["id"], set_=new), rows)
    ids = [{"gone": row["id"]} for row in rows]
    db.connection().execute(sa.delete(word).where(word.c.member == sa.bindparam("gone")), ids)
    db.execute(sa.insert(word), [found for row in rows for found in _words(row)])
    groups.join(db, people)


def _row(hired: Hired) -> dict[str, Any]:
    one = hired.profile
    return {
        "id": one.id,
        "name": one.name,
        "handle": one.handle,
        "email": one.email,
        "about": hired.about,
        "language": one.language,
        "zone": one.zone,
        "kind": str(one.kind),
        "active": one.active,
    }


def _words(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    first, *others = words_of(row["name"]) or [""]
    ranked = [(0, [first]), (1, others), (2, words_of(row["handle"])), (3, words_of(row["about"]))]
    said = set()
    for rank, found in ranked:
        for one in found:
            if one not in said:
                said.add(one)
                yield {
                    "rank": rank if row["active"] else rank + GONE,
                    "word": one,
                    "member": row["id"],
                }


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.findall(r"\w+", bare.casefold())


def find(db: Session, text: str) -> list[Member]:
    """Those who have a word beginning with each of the words, best first."""
    asked = sorted(words_of(text)[:WORDS], key=len, reverse=True)
    if not asked:
        return []
    found = [_of_rank(rank, asked).subquery() for rank in RANKS]
    ids = db.scalars(sa.union_all(*(sa.select(one.c.member) for one in found)))
    best = list(dict.fromkeys(ids))[:FOUND]
    known = members(db, best)
    return [known[one] for one in best]


def _of_rank(rank: int, asked: Sequence[str]) -> sa.Select[Any]:
    """Read along the index from the longest word on, so that the limit ends the reading."""
    longest, *others = asked
    query = sa.select(word.c.member).where(word.c.rank == rank, _begins(word, longest))
    for one in others:
        other = word.alias()
        same = other.c.member == word.c.member
        query = query.where(sa.exists().where(same, _begins(other, one)))
    return query.order_by(word.c.word, word.c.member).limit(LOOKED_AT)


def _begins(table: sa.FromClause, start: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.word >= start, table.c.word < start + LAST)


def first(db: Session, most: int) -> list[Member]:
    """The first members who are still here."""
    query = sa.select(member).where(member.c.active).order_by(member.c.id).limit(most)
    return [Member(*row) for row in db.execute(query)]


def first_speaker(db: Session, language: str, without: Iterable[str]) -> Member | None:
    """The first employee of a language who is not among `without`; else any, if there is one."""
    query = sa.select(member).order_by(sa.func.length(member.c.id), member.c.id).limit(1)
    here = query.where(member.c.active, member.c.kind == Kind.MEMBER)
    usual = here.where(member.c.id.not_in(list(without)))
    for one in (usual.where(member.c.language == language), usual, here, query):
        if row := db.execute(one).first():
            return Member(*row)
    return None


def members(db: Session, ids: Iterable[str]) -> dict[str, Member]:
    """Those of these ids who exist, by id."""
    return {row.id: Member(*row) for row in db.execute(_of_ids, {"ids": list(ids)})}


def page(db: Session, after: str, most: int) -> list[Member]:
    """The next members in the order of their ids."""
    query = sa.select(member).where(member.c.id > after).order_by(member.c.id).limit(most)
    return [Member(*row) for row in db.execute(query)]


def speak(db: Session, id_: str, language: str) -> None:
    """Note the language somebody wants to be spoken to in."""
    db.execute(sa.update(member).where(member.c.id == id_).values(language=language))
