"""Courses: how often a theme came up week by week, and whether it does so more or less often."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from math import sqrt
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.gauge import DEVIATIONS
from bot.insight.themes import sealed
from bot.insight.themes.tables import theme, theme_thing
from bot.insight.themes.theme import belongs_to

# So many weeks speak for words that come by mere chance, before those that are looked at.
EVEN: Final = 3.0


def weekly(db: Connection, id_: int, starts: Sequence[datetime]) -> dict[str, list[int]]:
    """How many things of each skill belong to a theme, week by week.

    Each week is from one of these instants to the next, the last one ends with the last of them.
    """
    table = theme_thing.c
    within = belongs_to(id_), table.said >= starts[0], table.said < starts[-1]
    each = sa.select(table.skill, table.thing, table.said).distinct().join_from(theme_thing, theme)
    said = each.where(*within).subquery().c
    ends = ((said.said < end, place) for place, end in enumerate(starts[1:]))
    week = sa.case(*ends).label("week")
    query = sa.select(said.skill, week, sa.func.count()).group_by(said.skill, week)
    found: dict[str, list[int]] = defaultdict(lambda: [0] * (len(starts) - 1))
    for skill, place, count in db.execute(query):
        found[skill][place] = count
    return dict(found)


def private(db: Connection, id_: int, starts: Sequence[datetime]) -> list[int]:
    """How many comments spoke of it in the rounds that closed in each of these weeks."""
    found = [0] * (len(starts) - 1)
    for closed, count in sealed.counted(db, id_):
        if starts[0] <= closed < starts[-1]:
            found[bisect_right(starts, closed) - 1] += count
    return found


def moved(now: int, before: int, weeks: Sequence[int]) -> int:
    """1 or -1 where it came up more or less often than before by more than chance explains, else 0.

    Words come in bursts: how wide the weeks are strewn widens what chance explains.
    """
    far = DEVIATIONS * sqrt((now + before) * strewn(weeks))
    # One less: only whole words can be said.
    if abs(now - before) - 1 <= far:
        return 0
    return 1 if now > before else -1


def strewn(weeks: Sequence[int]) -> float:
    """How much wider weeks are strewn than by mere chance, which is 1, whatever their trend."""
    mean = sum(weeks) / len(weeks) if weeks else 0.0
    if not mean:
        return 1.0
    steps = sum((after - before) ** 2 for before, after in pairwise(weeks)) / (2 * mean)
    return max(1.0, (EVEN + steps) / (EVEN + len(weeks) - 1))
