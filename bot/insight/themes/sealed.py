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
from bot.insight.themes.pool import Private
from bot.insight.themes.tables import theme, theme_count, theme_round
from bot.insight.themes.theme import belongs_to
from bot.privacy.results import closed_at, commented, published

# So many rounds, and so many comments of each, are looked at.
MOST_ROUNDS: Final = 30
MOST: Final = 500


def rounds(db: Connection, since: datetime) -> list[int]:
    """The rounds with comments that closed since then, the last one first."""
    return commented(db, since, MOST_ROUNDS)


def waiting(db: Connection, rounds: Sequence[int]) -> list[int]:
    """Which of some rounds were not counted yet."""
    done = set(
        db.scalars(sa.select(theme_round.c.round_id).where(theme_round.c.round_id.in_(rounds)))
    )
    return [one for one in rounds if one not in done]


def comments(db: Connection, rounds: Sequence[int]) -> list[Private]:
    """What was published of some rounds; in each everybody has written one comment at most."""
    return [Private(round_, words) for round_ in rounds for words in published(db, round_, MOST)]


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


def counted(db: Connection, id_: int) -> list[tuple[datetime, int]]:
    """When each round closed in which comments spoke of a theme, and how many did; first first."""
    query = sa.select(theme_count.c.round_id, theme_count.c.count).join_from(theme_count, theme)
    rows = db.execute(query.where(belongs_to(id_))).all()
    closed = closed_at(db, {round_ for round_, _ in rows})
    return sorted((closed[round_], count) for round_, count in rows if round_ in closed)
