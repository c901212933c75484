"""Thresholds: how many answers a shown figure needs, and the two people it takes to need fewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.tables import ballot_threshold
from bot.runtime.sections import Privacy
from bot.store.turns import take_turn

TURN = "ballot_threshold"


@dataclass(frozen=True, slots=True)
class Wish:
    """A lower number that somebody, by id, asked for; nobody has agreed to it yet."""

    id: int
    k: int
    asked: datetime
    asked_by: int


def current(db: Connection, now: datetime, settings: Privacy) -> int:
    """The least number of answers for what opens now.

    With the first use the number of the settings is agreed, and the file can lower it no more.
    """
    if (found := _agreed(db)) is not None:
        return found
    turn(db)
    if (found := _agreed(db)) is None:
        found = settings.least
        _add(db, found, now)
    return found


def standing(db: Connection, settings: Privacy) -> int:
    """The same, for who only looks."""
    found = _agreed(db)
    return settings.least if found is None else found


def wish(db: Connection) -> Wish | None:
    """What was asked for and not agreed to, unless whoever asked was forgotten."""
    of_somebody = ballot_threshold.c.agreed.is_(None), ballot_threshold.c.asked_by.is_not(None)
    row = db.execute(sa.select(ballot_threshold).where(*of_somebody)).first()
    return Wish(row.id, row.k, row.asked, row.asked_by) if row else None


def turn(db: Connection) -> None:
    """Wait for whoever is changing it; what is read from here on is still so when it is changed."""
    take_turn(db, TURN)


def raise_to(db: Connection, k: int, by: int, now: datetime) -> None:
    """Need so many from now on; a wish for fewer is void."""
    drop(db)
    _add(db, k, now, by)


def ask_for(db: Connection, k: int, by: int, now: datetime) -> Wish:
    """Keep the wish for fewer than are `current` until somebody agrees; an earlier one is void."""
    drop(db)
    row = {"k": k, "asked": now, "asked_by": by}
    added = db.execute(sa.insert(ballot_threshold).returning(ballot_threshold.c.id), row)
    return Wish(added.scalar_one(), k, now, by)


def agree(db: Connection, id_: int, by: int, now: datetime) -> bool:
    """Agree to a wish; False where it is one's own, void, or agreed to already."""
    anothers = ballot_threshold.c.asked_by != by, ballot_threshold.c.agreed.is_(None)
    agreed = sa.update(ballot_threshold).where(ballot_threshold.c.id == id_, *anothers)
    return db.execute(agreed.values(agreed=now, agreed_by=by)).rowcount == 1


def drop(db: Connection) -> None:
    """Make a wish void, if there is one."""
    db.execute(sa.delete(ballot_threshold).where(ballot_threshold.c.agreed.is_(None)))


def _agreed(db: Connection) -> int | None:
    """What was agreed last: of all wishes only the newest is ever open."""
    agreed = sa.select(ballot_threshold.c.k).where(ballot_threshold.c.agreed.is_not(None))
    return db.execute(agreed.order_by(ballot_threshold.c.id.desc()).limit(1)).scalar()


def _add(db: Connection, k: int, now: datetime, by: int | None = None) -> None:
    db.execute(
        sa.insert(ballot_threshold),
        {"k": k, "asked": now, "asked_by": by, "agreed": now, "agreed_by": by},
    )
