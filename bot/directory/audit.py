"""The audit: every use of a power, who used it, on whom, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.directory.tables import audit

LONGEST = 500
# By nobody's hand: somebody left, and their role ended; accounts turned out to be one person's.
LEFT, JOINED = BY_ITSELF = "left", "joined"


@dataclass(frozen=True, slots=True)
class Why:
    """Why a power was used, in words; `subject` is the id of whom it was used on."""

    reason: str = ""
    subject: int | None = None


def note(
    db: Connection, at: datetime, workspace: str, actor: int | None, power: str, *whys: Why
) -> None:
    """Add a line for each, in the transaction of what they tell of.

    No `actor` is the command line.
    """
    rows = [
        {
            "at": at,
            "workspace": workspace,
            "actor": actor,
            "power": power,
            "subject": why.subject,
            "reason": why.reason[:LONGEST],
        }
        for why in whys
    ]
    db.execute(sa.insert(audit), rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of whom, between which instants, older than which; without any of it all."""

    actor: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    @property
    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """What is true of these lines."""
        found = []
        if self.actor is not None:
            found.append(audit.c.actor == self.actor)
        if self.since is not None:
            found.append(audit.c.at >= self.since)
        if self.until is not None:
            found.append(audit.c.at < self.until)
        return found if self.before is None else [*found, audit.c.id < self.before]


def latest(db: Connection, most: int, of: Wanted = Wanted()) -> Sequence[Row[Any]]:
    """The newest lines, newest first."""
    query = sa.select(audit).where(*of.conditions).order_by(audit.c.id.desc())
    return db.execute(query.limit(most)).all()


def last(db: Connection, powers: Collection[str], since: datetime) -> datetime | None:
    """When any of some powers was used last, since an instant; None where none was."""
    used = audit.c.power.in_(powers), audit.c.at >= since
    return db.execute(
        sa.select(audit.c.at).where(*used).order_by(audit.c.at.desc()).limit(1)
    ).scalar()


def erase(db: Connection, person_id: int) -> None:
    """Forget who somebody was; that a power was used stays, and the words about them go."""
    about = sa.update(audit).where(audit.c.subject == person_id)
    db.execute(about.values(subject=None, reason=""))
    db.execute(sa.update(audit).where(audit.c.actor == person_id).values(actor=None, reason=""))
