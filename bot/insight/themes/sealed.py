"""Sealed: how often comments that were written in private spoke of a theme.

They come out of what the gate has published for the whole company. Of each round and theme there
is one number, where at least three wrote of it; it is worked out once, and no edit of a theme
changes it: who compared two numbers would learn what one of the writers wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.themes.naming import WRITERS
from bot.insight.themes.tables import theme_count, theme_round
from bot.privacy.results import results
from bot.privacy.rounds import TALLIED
from bot.privacy.tables import ballot_comment, ballot_round

AT_ONCE: Final = 20


def waiting(db: Connection, since: datetime) -> list[int]:
    """The rounds that closed since then and were not looked through yet, the first one first."""
    there = sa.exists().where(ballot_comment.c.round_id == ballot_round.c.id)
    done = sa.exists().where(theme_round.c.round_id == ballot_round.c.id)
    mine = ballot_round.c.state == TALLIED, ballot_round.c.closed >= since
    query = sa.select(ballot_round.c.id).where(*mine, there, ~done).order_by(ballot_round.c.id)
    return list(db.scalars(query.limit(AT_ONCE)))


def comments(db: Connection, round_id: int) -> Sequence[str]:
    """What was published of a round; each was written by somebody else."""
    return results(db, round_id).comments


def keep(db: Connection, round_id: int, themes: Sequence[int | None]) -> None:
    """Store how many comments spoke of which theme, each of one at most; once for ever."""
    if db.scalar(sa.select(theme_round.c.round_id).where(theme_round.c.round_id == round_id)):
        return
    db.execute(sa.insert(theme_round), {"round_id": round_id})
    counted = Counter(one for one in themes if one is not None)
    rows = [
        {"round_id": round_id, "theme_id": one, "count": count}
        for one, count in sorted(counted.items())
        if count >= WRITERS
    ]
    if rows:
        db.execute(sa.insert(theme_count), rows)
