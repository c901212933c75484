"""Homes: where those who have several accounts are written to."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import identity, person


def settle(db: Connection, person_id: int, workspace: str) -> None:
    """Note that somebody uses Piazza in a workspace now."""
    db.execute(sa.update(person).where(person.c.id == person_id).values(home=workspace))


def stay(db: Connection, people: Collection[int], new: str) -> None:
    """Leave people where they were so far, now that they get an account in a `new` workspace."""
    before = sa.select(sa.func.min(identity.c.workspace)).where(
        identity.c.person_id == person.c.id, identity.c.workspace != new
    )
    homeless = person.c.id.in_(people), person.c.home.is_(None)
    db.execute(sa.update(person).where(*homeless).values(home=before.scalar_subquery()))


def leave(db: Connection, connected: Collection[str]) -> None:
    """Write to nobody any more where nothing is connected."""
    gone = person.c.home.is_not(None), person.c.home.not_in(connected)
    db.execute(sa.update(person).where(*gone).values(home=None))
