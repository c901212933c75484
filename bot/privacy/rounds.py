"""Rounds: everybody is asked the same until it closes, and nobody sees who answered what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.errors import BotError, Refused
from bot.privacy import audiences
from bot.privacy.items import Item, Path
from bot.privacy.keys import RoundKeys
from bot.privacy.tables import ballot_round
from bot.privacy.units import split_of
from bot.texts import core

OPEN, CLOSING, TALLIED, LOST = "open", "closing", "tallied", "lost"
MOST_ITEMS = 100
# Whoever asks the same of nearly the same people again could see in the difference who came.
APART = timedelta(days=6)
# So far back it is looked when something was asked before.
MOST_EARLIER = 60

COLUMNS = [one for one in ballot_round.c if one.name not in ("lease_until", "epoch")]

# Made once: each answer asks for its round, and to make a statement takes longer than to run it.
_found = sa.select(*COLUMNS).where(ballot_round.c.id == sa.bindparam("id"))
_shared = _found.with_for_update(read=True)
_current = sa.select(*COLUMNS).where(
    ballot_round.c.skill == sa.bindparam("skill"),
    ballot_round.c.kind == sa.bindparam("kind"),
    ballot_round.c.state == OPEN,
)


@dataclass(frozen=True, slots=True)
class Round:
    """A round of questions of a skill; instants are aware, `audience` is how many were asked.

    `k` and the units that are shown in parts (`split`) were settled when it opened, in `workspace`.
    `then` is the key of the job that hears of the close.
    """

    id: int
    skill: str
    kind: str
    state: str
    k: int
    items: tuple[Item, ...]
    split: frozenset[Path]
    audience: int
    public_key: bytes
    opened: datetime
    closes: datetime
    closed: datetime | None
    workspace: str = ""
    then: str = ""

    def is_open(self, now: datetime) -> bool:
        """Whether answers are taken."""
        return self.state == OPEN and now < self.closes


def of_row(row: Row[Any]) -> Round:
    """A round as it was stored."""
    found = {name: value for name, value in row._mapping.items() if name in Round.__slots__}
    items = tuple(Item(**one) for one in row.items)
    return Round(**{**found, "items": items, "split": frozenset(map(tuple, row.split))})


def find(db: Connection, id_: int, *, shared: bool = False) -> Round | None:
    """A round by its number; `shared` keeps it from closing until this transaction ends."""
    row = db.execute(_shared if shared else _found, {"id": id_}).one_or_none()
    return of_row(row) if row else None


def every(db: Connection) -> list[Round]:
    """All rounds there were, the first one first."""
    return list(map(of_row, db.execute(sa.select(*COLUMNS).order_by(ballot_round.c.id))))


def earlier(db: Connection, skill: str, kind: str, before: int) -> list[Round]:
    """The rounds of a kind before one of them, the latest first, also those that were lost."""
    mine = ballot_round.c.skill == skill, ballot_round.c.kind == kind, ballot_round.c.id < before
    query = sa.select(*COLUMNS).where(*mine).order_by(ballot_round.c.id.desc()).limit(MOST_EARLIER)
    return list(map(of_row, db.execute(query)))


def asked_before(items: Sequence[Item], others: Sequence[Round]) -> dict[str, Round]:
    """By item the first of some rounds that asked it as well."""
    found: dict[str, Round] = {}
    for one in others:
        for name in {each.name for each in one.items} & {each.name for each in items}:
            found.setdefault(name, one)
    return found


def current(db: Connection, skill: str, kind: str) -> Round | None:
    """The round of a kind that takes answers, or is about to be counted."""
    row = db.execute(_current, {"skill": skill, "kind": kind}).one_or_none()
    return of_row(row) if row else None


def unfinished(db: Connection) -> list[Round]:
    """The rounds that have neither been counted nor declared lost."""
    query = sa.select(*COLUMNS).where(ballot_round.c.state.in_((OPEN, CLOSING)))
    return list(map(of_row, db.execute(query.order_by(ballot_round.c.id))))


def open_(
    db: Connection,
    keys: RoundKeys,
    *,
    skill: str,
    kind: str,
    items: Sequence[Item],
    k: int,
    now: datetime,
    closes: datetime,
    workspace: str = "",
    then: str = "",
) -> Round:
    """Open a round for everybody who works here; Refused while the same is asked, or just was."""
    _check(items, now, closes)
    _refuse_again(db, skill, kind, items, now)
    public = keys.take(_used(db))
    values = {
        "skill": skill,
        "kind": kind,
        "state": OPEN,
        "k": k,
        "items": [asdict(one) for one in items],
        "split": [],
        "audience": 0,
        "public_key": public,
        "opened": now,
        "closes": closes,
        "workspace": workspace,
        "then": then,
    }
    made = sa.insert(ballot_round).values(values).returning(ballot_round.c.id)
    id_ = db.execute(made).scalar_one()
    audiences.ask(db, id_)
    sizes = audiences.sizes(db, id_)
    settled = {"audience": sum(sizes.values()), "split": sorted(map(list, split_of(sizes, k)))}
    db.execute(sa.update(ballot_round).where(ballot_round.c.id == id_).values(settled))
    found = find(db, id_)
    assert found is not None
    return found


def end(db: Connection, round_: Round, now: datetime) -> None:
    """Take no more answers of a round from now on; it is counted as soon as may be."""
    still = ballot_round.c.id == round_.id, ballot_round.c.closes > now
    db.execute(sa.update(ballot_round).where(*still).values(closes=now))


def _check(items: Sequence[Item], now: datetime, closes: datetime) -> None:
    names = {one.name for one in items}
    if not items or len(items) > MOST_ITEMS or len(names) != len(items):
        raise BotError(f"a round has 1 to {MOST_ITEMS} items, each with a name of its own")
    if closes <= now:
        raise Refused(core("ballot.closes_before"))


def _refuse_again(
    db: Connection, skill: str, kind: str, items: Sequence[Item], now: datetime
) -> None:
    mine = ballot_round.c.skill == skill
    lately = sa.or_(ballot_round.c.state == OPEN, ballot_round.c.opened > now - APART)
    names = {one.name for one in items}
    for row in db.execute(sa.select(*COLUMNS).where(mine, lately)):
        other = of_row(row)
        if other.state == OPEN and other.kind == kind:
            if other.closes <= now:
                raise Refused(core("ballot.not_counted_yet"))
            raise Refused(core("ballot.open_already", until=other.closes))
        if names & {one.name for one in other.items}:
            raise Refused(core("ballot.asked_lately", again=other.opened + APART))


def _used(db: Connection) -> set[bytes]:
    return set(db.scalars(sa.select(ballot_round.c.public_key)))
