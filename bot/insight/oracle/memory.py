"""The memory: what was asked and answered in the last weeks is not asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.insight.oracle.tables import asked_answer
from bot.store.tables import insert_new

KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 500


def recall(db: Connection, keys: Sequence[str]) -> dict[str, Any]:
    """The answers that are kept, by their keys."""
    found: dict[str, Any] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = asked_answer.c.hash.in_(keys[start : start + _AT_ONCE])
        rows = db.execute(sa.select(asked_answer.c.hash, asked_answer.c.answer).where(some))
        found |= dict(rows.all())
    return found


def keep(db: Connection, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep answers in the place of what was kept; of two who do so at once, one's stay."""
    if not answers:
        return
    db.execute(sa.delete(asked_answer).where(asked_answer.c.hash.in_(answers)))
    # In one order: two who wait for each other would both wait for ever.
    rows = [{"hash": key, "answer": answer, "at": now} for key, answer in sorted(answers.items())]
    db.execute(insert_new(db, asked_answer), rows)


def drop(db: Session, before: datetime, most: int) -> int:
    """Forget some of what was answered before an instant."""
    old = sa.select(asked_answer.c.hash).where(asked_answer.c.at < before).limit(most)
    keys = db.execute(old).scalars().all()
    db.execute(sa.delete(asked_answer).where(asked_answer.c.hash.in_(keys)))
    return len(keys)
