"""The daily work: once a day, whichever of several processes does it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import installation
from bot.store.tables import insert_new
from bot.store.turns import take_turn

DAY = timedelta(days=1)
RETRY = timedelta(minutes=10)

_row = installation.c.name == "daily"


def begin(db: Connection, now: datetime, *, after: timedelta = DAY) -> bool:
    """Take today's work, unless somebody has begun it in the time before."""
    take_turn(db, "daily")
    last = begun(db)
    # What a clock that was set back has left in the future keeps nobody from working.
    if last is not None and now - after < last <= now:
        return False
    _note(db, now)
    return True


def begun(db: Connection) -> datetime | None:
    """When it was begun last."""
    noted = db.scalar(sa.select(installation.c.value).where(_row))
    return datetime.fromisoformat(noted) if noted else None


def put_off(db: Connection, now: datetime) -> None:
    """Say that it failed: it is due again in a while."""
    _note(db, now - DAY + RETRY)


def _note(db: Connection, at: datetime) -> None:
    db.execute(insert_new(db, installation), {"name": "daily", "value": ""})
    db.execute(sa.update(installation).where(_row).values(value=at.isoformat()))
