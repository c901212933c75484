"""Pausing: what a paused plan has in the outbox waits, as long as it would not come too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlalchemy.orm import Session

from bot.delivery.nudging import last_instant
from bot.delivery.outbox import call_off, put_off
from bot.delivery.planning import POST_WINDOW, TOO_LATE
from bot.delivery.tables import delivery
from bot.delivery.timetable import SWITCHING, paused
from bot.delivery.withdrawal import is_withdrawn
from bot.runtime.house import House
from bot.store.turns import take_turn

PAUSED = "paused"
# How many are woken in one transaction: everybody else waits for it.
CHUNK = 100

_at_rest = delivery.c.state.in_(("pending", "unknown")), delivery.c.error == PAUSED


def at_rest(db: Connection, house: House, rows: Sequence[Row[Any]], now: datetime) -> set[UUID]:
    """Those just taken that belong to a paused plan: they wait until it would be too late."""
    plans = _paused(db, house, {row.kind for row in rows if _is_planned(row)})
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


def _paused(db: Connection, house: House, kinds: set[str]) -> set[str]:
    """Those that are paused, and stay so until this transaction ends."""
    if not paused(db, house, kinds):
        return set()
    # Who resumes one just now would not see what is put off here, and not wake it.
    take_turn(db, SWITCHING)
    return paused(db, house, kinds)


def _is_planned(row: Row[Any]) -> bool:
    """Whether it is a card that comes on a schedule; what changes or removes one goes on.

    So does one that was taken back: it does not wait to leave.
    """
    is_card = bool(row.person_id or row.channel)
    return "." in row.kind and is_card and not is_withdrawn(row)


def _last(row: Row[Any]) -> datetime:
    if "nudge" in row.params:
        return last_instant(row)
    due: datetime = max(row.made, row.not_before)
    # What has rested before was put off until then.
    return due if row.error == PAUSED else due + POST_WINDOW


def resumed(db: Session, house: House) -> set[str]:
    """The plans of which something rests although they are not paused (any more)."""
    kinds = set(db.execute(sa.select(delivery.c.kind).where(*_at_rest).distinct()).scalars())
    return kinds - paused(db.connection(), house, kinds)


def chunks(db: Session, plan: str) -> list[list[UUID]]:
    """All of a plan's that rest, as many at a time as may be changed in one transaction."""
    ids = db.execute(sa.select(delivery.c.id).where(*_resting(plan))).scalars().all()
    return [list(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]


def wake(db: Session, plan: str, ids: Iterable[UUID]) -> None:
    """Let some that rest leave as soon as they may."""
    change = sa.update(delivery).where(*_resting(plan), delivery.c.id.in_(ids))
    db.execute(change.values(error="", not_before=delivery.c.made))


def _resting(plan: str) -> Sequence[sa.ColumnElement[bool]]:
    return delivery.c.kind == plan, *_at_rest
