"""Pausing: what a paused plan has in the outbox waits, as long as it would not come too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.nudging import last_instant
from bot.delivery.outbox import call_off, put_off
from bot.delivery.planning import POST_WINDOW, TOO_LATE
from bot.delivery.tables import delivery
from bot.delivery.timetable import paused
from bot.runtime.house import House

PAUSED = "paused"
# How many are woken in one transaction: everybody else waits for it.
CHUNK = 100


def at_rest(db: Connection, house: House, rows: Sequence[Row[Any]], now: datetime) -> set[UUID]:
    """Those just taken that belong to a paused plan: they wait until it would be too late."""
    plans = paused(db, house, {row.kind for row in rows if _is_planned(row)})
    resting = [row for row in rows if row.kind in plans and _is_planned(row)]
    until: dict[datetime, list[UUID]] = defaultdict(list)
    for row in resting:
        until[_last(row)].append(row.id)
    for instant, ids in until.items():
        if instant > now:
            put_off(db, ids, PAUSED, instant)
        else:
            call_off(db, ids, TOO_LATE)
    return {row.id for row in resting}


def _is_planned(row: Row[Any]) -> bool:
    """Whether it is a card that comes on a schedule; what changes or removes one goes on."""
    return "." in row.kind and bool(row.person_id or row.channel)


def _last(row: Row[Any]) -> datetime:
    if "nudge" in row.params:
        return last_instant(row)
    due: datetime = max(row.made, row.not_before)
    # What has rested before was put off until then.
    return due if row.error == PAUSED else due + POST_WINDOW


def chunks(db: Connection, plan: str) -> list[list[UUID]]:
    """All of a plan's that rest, as many at a time as may be changed in one transaction."""
    ids = db.execute(sa.select(delivery.c.id).where(*_resting(plan))).scalars().all()
    return [list(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]


def wake(db: Connection, plan: str, ids: Iterable[UUID]) -> None:
    """Let some that rest leave as soon as they may."""
    change = sa.update(delivery).where(*_resting(plan), delivery.c.id.in_(ids))
    db.execute(change.values(error="", not_before=delivery.c.made))


def _resting(plan: str) -> Sequence[sa.ColumnElement[bool]]:
    waits = delivery.c.state.in_(("pending", "unknown"))
    return delivery.c.kind == plan, waits, delivery.c.error == PAUSED
