"""Audiences: who was asked in which round, and in which unit they were, as long as it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.lookup import members
from bot.directory.tables import ID, employee, person
from bot.privacy.items import Path
from bot.privacy.tables import ballot_audience, ballot_round

UNITS = ("company", "division", "team")


def ask(db: Connection, id_: int) -> None:
    """Keep who is asked, and where in the company each of them is."""
    units = (sa.func.coalesce(employee.c[name], "") for name in UNITS)
    people = sa.select(sa.literal(id_, ID), person.c.id, *units).outerjoin(
        employee, employee.c.person_id == person.c.id
    )
    asked = people.where(person.c.id.in_(members()))
    names = ["round_id", "person_id", *UNITS]
    db.execute(sa.insert(ballot_audience).from_select(names, asked))


def sizes(db: Connection, id_: int) -> dict[Path, int]:
    """How many of those asked belonged directly to each unit."""
    units = [ballot_audience.c[name] for name in UNITS]
    query = sa.select(*units, sa.func.count()).where(ballot_audience.c.round_id == id_)
    found: dict[Path, int] = {}
    for *names, count in db.execute(query.group_by(*units)):
        path = path_of(names)
        found[path] = found.get(path, 0) + count
    return found


def changed(db: Connection, id_: int, before: int) -> dict[Path, int]:
    """How many came into each unit or left it between two rounds.

    Of units that are not named nobody came or went.
    """
    found: Counter[Path] = Counter()
    for old, new in _moved(db, before, id_):
        found.update(_within(old) ^ _within(new))
    return dict(found)


def kept(db: Connection, ids: Iterable[int]) -> set[int]:
    """Those of some rounds of which it is still kept who was asked."""
    asked_ = sa.select(ballot_audience.c.round_id).where(
        ballot_audience.c.round_id == ballot_round.c.id
    )
    return set(
        db.scalars(
            sa.select(ballot_round.c.id).where(ballot_round.c.id.in_(list(ids)), asked_.exists())
        )
    )


def asked(db: Connection, who: int) -> int:
    """Of how many rounds it is kept that somebody was asked in them."""
    query = sa.select(sa.func.count()).where(ballot_audience.c.person_id == who)
    return db.execute(query).scalar_one()


def drop(db: Connection, before: datetime, most: int) -> int:
    """Delete who was asked in rounds that opened before an instant and have ended.

    Return how many went.
    """
    ended = ballot_round.c.closed.is_not(None)
    old = sa.select(ballot_round.c.id).where(ballot_round.c.opened < before, ended)
    key = ballot_audience.c.round_id, ballot_audience.c.person_id
    some = sa.select(*key).where(ballot_audience.c.round_id.in_(old)).limit(most)
    return db.execute(sa.delete(ballot_audience).where(sa.tuple_(*key).in_(some))).rowcount


def _moved(db: Connection, before: int, now: int) -> Iterator[tuple[Path | None, Path | None]]:
    """Where people were and are who are not where they were; None is not here."""
    here, there = (ballot_audience.alias(name) for name in ("here", "there"))
    for round_, other in ((now, before), (before, now)):
        same = here.c.person_id == there.c.person_id, there.c.round_id == other
        query = sa.select(*(one.c[name] for one in (here, there) for name in UNITS))
        differs = sa.or_(
            there.c.person_id.is_(None),
            # A move is found once.
            *(here.c[name] != there.c[name] for name in UNITS if round_ == now),
        )
        joined = query.select_from(here).outerjoin(there, sa.and_(*same))
        for row in db.execute(joined.where(here.c.round_id == round_, differs)):
            paths = path_of(row[:3]), None if row[3] is None else path_of(row[3:])
            yield paths[::-1] if round_ == now else paths


def path_of(names: Sequence[str]) -> Path:
    return tuple(one for one in names if one)


def _within(path: Path | None) -> set[Path]:
    """Every unit around a place, itself and everybody included."""
    return set() if path is None else {path[:length] for length in range(len(path) + 1)}
