"""Holds: what a workspace has asked us to wait for, so that every process knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.tables import hold
from bot.store.tables import insert_new

# Under this a whole workspace is held; under any other what can be done in one.
ALL = "*"
PAUSE = timedelta(minutes=1)
# How long a workspace is left alone that lets nothing in, from the first to the last time.
PAUSES = (PAUSE, *(timedelta(minutes=minutes) for minutes in (2, 5, 10)))


def held(db: Connection, workspace: str) -> Sequence[Row[Any]]:
    """Every hold of a workspace, also those that are over."""
    return db.execute(sa.select(hold).where(hold.c.workspace == workspace)).all()


def paused(db: Connection) -> dict[str, str]:
    """The workspaces that let nothing in, and why."""
    query = sa.select(hold.c.workspace, hold.c.reason).where(hold.c.verb == ALL)
    return {row.workspace: row.reason for row in db.execute(query)}


def keep(db: Connection, workspace: str, verb: str, rate: float, until: datetime) -> None:
    """Note until when one thing must not be done, and at which rate (a second) it may be then."""
    db.execute(insert_new(db, hold), _blank(workspace, verb, until))
    db.execute(_one(sa.update(hold), workspace, verb).values(rate=rate, until=until))


def pause(db: Connection, workspace: str, reason: str, now: datetime) -> bool:
    """Note that a workspace lets nothing in; whether this is news."""
    row = _blank(workspace, ALL, now + PAUSE) | {"reason": reason[:300], "since": now}
    # Of several that are refused at the same instant one brings the news.
    new = insert_new(db, hold).execution_options(preserve_rowcount=True)
    if db.execute(new, row).rowcount == 1:
        return True
    tries = db.execute(_one(sa.select(hold.c.tries), workspace, ALL)).scalar_one()
    until = now + PAUSES[min(tries + 1, len(PAUSES) - 1)]
    change = _one(sa.update(hold), workspace, ALL).where(hold.c.until <= now)
    db.execute(change.values(tries=tries + 1, until=until, reason=reason[:300]))
    return False


def resume(db: Connection, workspace: str) -> None:
    """Note that a workspace lets us in again."""
    db.execute(_one(sa.delete(hold), workspace, ALL))


def try_now(db: Connection, now: datetime) -> None:
    """Let every paused workspace be tried at once, as when Piazza starts with another token."""
    db.execute(sa.update(hold).where(hold.c.verb == ALL, hold.c.until > now).values(until=now))


def _blank(workspace: str, verb: str, until: datetime) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "verb": verb,
        "until": until,
        "rate": None,
        "reason": "",
        "tries": 0,
        "since": None,
    }


def _one(statement: Any, workspace: str, verb: str) -> Any:
    return statement.where(hold.c.workspace == workspace, hold.c.verb == verb)
