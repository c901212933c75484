"""Ballots: taking sealed answers, one a person, the last one counts."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import BotError, Refused
from bot.people import Person
from bot.privacy import rounds
from bot.privacy.items import Item
from bot.privacy.keys import Destroyed, Lost, RoundKeys
from bot.privacy.rounds import Round
from bot.privacy.tables import ballot, ballot_merge, ballot_round
from bot.texts import core

LONGEST = 1000
# So many entries of people are settled at once.
AT_ONCE = 500
_taking = ballot_round.c.state == rounds.OPEN
_slot = [ballot.c.round_id, ballot.c.slot]
_put = {
    name: made.on_conflict_do_update(index_elements=_slot, set_={"sealed": made.excluded.sealed})
    for name, made in (
        ("sqlite", sqlite.insert(ballot)),
        ("postgresql", postgresql.insert(ballot)),
    )
}


@dataclass(frozen=True)
class Box:
    """Where sealed answers go in; it has the peppers of rounds, never what opens a ballot."""

    keys: RoundKeys

    def cast(
        self,
        db: Connection,
        id_: int,
        who: Person,
        answers: Mapping[str, int | None],
        comment: str,
        now: datetime,
    ) -> Round:
        """Take somebody's answers, in the place of those they gave before; Refused when it is over.

        What is not among `answers` was not answered.
        """
        from bot.privacy.sealing import Record, seal

        round_ = rounds.find(db, id_, shared=True)
        if round_ is None or not round_.is_open(now):
            raise Refused(core("ballot.over"))
        record = Record(_places(round_.items, answers), who.organisation, _fitting(comment))
        row = {
            "round_id": id_,
            "slot": slot_of(self._pepper(round_), who.id),
            "sealed": seal(record, round_.public_key),
        }
        db.execute(_put[db.dialect.name], row)
        return round_

    def answered(self, db: Connection, skill: str, kind: str, people: Collection[int]) -> set[int]:
        """Which of these people have answered the open round; nowhere is that written down.

        Where the round can take no more answers it is all of them.
        """
        round_ = rounds.current(db, skill, kind)
        if round_ is None or not people:
            return set()
        try:
            pepper = self.keys.pepper(round_.public_key)
        except (Destroyed, Lost):
            return set(people)
        slots = {slot_of(pepper, person): person for person in people}
        theirs = ballot.c.round_id == round_.id, ballot.c.slot.in_(slots)
        return {slots[slot] for slot in db.scalars(sa.select(ballot.c.slot).where(*theirs))}

    def settle(self, db: Connection) -> None:
        """Let people who turned out to be one have one ballot, some at a time.

        It is the ballot of the entry which stays, if that has one.
        """
        pairs = db.execute(sa.select(ballot_merge).order_by(ballot_merge.c.id).limit(AT_ONCE)).all()
        for round_ in self._usable(db) if pairs else ():
            pepper = self.keys.pepper(round_.public_key)
            _merge(db, round_, [[slot_of(pepper, one) for one in pair[1:]] for pair in pairs])
        # Only these: another may have been noted meanwhile.
        db.execute(sa.delete(ballot_merge).where(ballot_merge.c.id.in_([one.id for one in pairs])))

    def is_unsettled(self, db: Connection) -> bool:
        """Whether people have turned out to be one, and there is something to `settle`."""
        return db.scalar(sa.select(ballot_merge.c.id).limit(1)) is not None

    def drop(self, db: Connection, person: int) -> None:
        """Take back the ballots of somebody who is forgotten, as far as nobody has counted them."""
        while self.is_unsettled(db):
            self.settle(db)
        for round_ in self._usable(db):
            slot = slot_of(self.keys.pepper(round_.public_key), person)
            db.execute(sa.delete(ballot).where(*_at(round_, slot)))

    def _usable(self, db: Connection) -> list[Round]:
        """The rounds that take answers; none of them closes until this transaction ends."""
        query = sa.select(*rounds.COLUMNS).where(_taking)
        found = map(rounds.of_row, db.execute(query.with_for_update(read=True)))
        return [one for one in found if self.keys.has_pepper(one.public_key)]

    def _pepper(self, round_: Round) -> bytes:
        try:
            return self.keys.pepper(round_.public_key)
        except (Destroyed, Lost):
            # An older copy of the database is in use, or the key has got lost.
            raise Refused(core("ballot.over")) from None


def merged(db: Connection, pairs: Mapping[int, int]) -> None:
    """Note which entries have become one while a round is open: who stays by who goes."""
    rows = [{"gone": gone, "kept": kept} for gone, kept in pairs.items()]
    if rows and db.scalar(sa.select(ballot_round.c.id).where(_taking).limit(1)) is not None:
        db.execute(sa.insert(ballot_merge), rows)


def slot_of(pepper: bytes, person: int) -> bytes:
    """Where a person's ballot of a round lies; without the pepper nobody can tell whose it is."""
    return hmac.digest(pepper, b"%d" % person, "sha256")


def _merge(db: Connection, round_: Round, pairs: Sequence[Sequence[bytes]]) -> None:
    """Move ballots from the first slot of each pair to the second, unless there is one already."""
    slots = {slot for pair in pairs for slot in pair}
    theirs = ballot.c.round_id == round_.id, ballot.c.slot.in_(slots)
    # Where each ballot is to lie that is there now.
    lies = {slot: slot for slot in db.scalars(sa.select(ballot.c.slot).where(*theirs))}
    gone = set()
    for old, new in pairs:
        if (first := lies.pop(old, None)) is None:
            continue
        if new in lies:
            gone.add(first)
        else:
            lies[new] = first
    if gone:
        mine = ballot.c.round_id == round_.id, ballot.c.slot.in_(gone)
        db.execute(sa.delete(ballot).where(*mine))
    moved = [{"old": old, "new": new} for new, old in lies.items() if new != old]
    if moved:
        here = ballot.c.round_id == round_.id, ballot.c.slot == sa.bindparam("old")
        db.execute(sa.update(ballot).where(*here).values(slot=sa.bindparam("new")), moved)


def _at(round_: Round, slot: bytes) -> tuple[sa.ColumnElement[bool], ...]:
    return ballot.c.round_id == round_.id, ballot.c.slot == slot


def _places(items: Iterable[Item], answers: Mapping[str, int | None]) -> tuple[int | None, ...]:
    """Where on each item's scale an answer is, counted from 0."""
    items = list(items)
    if unknown := answers.keys() - {one.name for one in items}:
        raise BotError(f"the round does not ask {min(unknown)!r}")
    return tuple(_place(one, answers.get(one.name)) for one in items)


def _place(item: Item, answer: int | None) -> int | None:
    if answer is None:
        return None
    if not isinstance(answer, int) or not item.low <= answer <= item.high:
        # Without the answer: this may be logged.
        raise BotError(f"{item.name}: an answer is a whole number from {item.low} to {item.high}")
    return answer - item.low


def _fitting(comment: str) -> str:
    if len(comment) > LONGEST:
        raise Refused(core("form.too_long", count=LONGEST, have=len(comment)))
    # Between the words of a record stands a zero.
    return comment.replace("\0", "")
