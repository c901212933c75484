"""The ledger: what was asked on which day, what it took, and how much the day still has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.oracle.tables import asked_day
from bot.store.tables import insert_new
from bot.store.turns import take_turn

ASKED, CAP = "", "cap"
_COUNTED = ("calls", "texts", "from_cache", "tokens_in", "tokens_out")
_spent = sa.func.coalesce(sa.func.sum(asked_day.c.tokens_in + asked_day.c.tokens_out), 0)


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of a day; `failed` is how many texts have no answer, by the reason."""

    calls: int = 0
    texts: int = 0
    from_cache: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        """All tokens, in and out."""
        return self.tokens_in + self.tokens_out


def count(db: Connection, day: date, question: str, reason: str = ASKED, **more: int) -> None:
    """Add to what is counted of a question on a day."""
    row = {"day": day, "question": question, "reason": reason}
    db.execute(insert_new(db, asked_day), {**row, **dict.fromkeys(_COUNTED, 0)})
    where = [asked_day.c[name] == value for name, value in row.items()]
    added = {name: asked_day.c[name] + number for name, number in more.items()}
    db.execute(sa.update(asked_day).where(*where).values(added))


def is_open(db: Connection, day: date, cap: int) -> bool:
    """Whether the day has tokens left, and no call has been too much for it."""
    over = sa.select(asked_day.c.day).where(asked_day.c.day == day, asked_day.c.reason == CAP)
    return _spent_on(db, day) < cap and db.execute(over.limit(1)).first() is None


def reserve(db: Connection, day: date, question: str, tokens: int, cap: int) -> bool:
    """Set tokens aside before a call, for others ask meanwhile; False where the cap forbids it."""
    take_turn(db, "asked")
    if not is_open(db, day, cap) or _spent_on(db, day) + tokens > cap:
        return False
    count(db, day, question, tokens_in=tokens)
    return True


def _spent_on(db: Connection, day: date) -> int:
    return int(db.execute(sa.select(_spent).where(asked_day.c.day == day)).scalar_one())


def figures(db: Connection, day: date, end: date | None = None) -> Day:
    """What was asked on a day, or from it up to and without `end`, over all questions."""
    sums = [sa.func.sum(asked_day.c[name]) for name in _COUNTED]
    query = sa.select(asked_day.c.reason, *sums)
    query = query.where(asked_day.c.day >= day, asked_day.c.day < (end or day + timedelta(days=1)))
    rows = {
        reason: dict(zip(_COUNTED, map(int, counted), strict=True))
        for reason, *counted in db.execute(query.group_by(asked_day.c.reason))
    }
    asked = rows.pop(ASKED, {})
    return Day(**asked, failed={reason: counted["texts"] for reason, counted in rows.items()})
