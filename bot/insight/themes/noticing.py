"""Noticing: whether customers or colleagues spoke of a theme first; nobody by themselves does.

It is noticed once three have spoken of it: of colleagues also once three comments of one round
that was published did. Who they are goes nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.themes.naming import WRITERS
from bot.insight.themes.outs import Key
from bot.insight.themes.pool import Said
from bot.insight.themes.tables import theme, theme_thing
from bot.insight.themes.theme import belongs_to

# Of so many things of each skill, the first ones, it is seen who spoke.
LOOKED_AT: Final = 500


@dataclass(frozen=True, slots=True)
class Noticed:
    """Since when customers, and colleagues, speak of a theme; None where fewer than three do."""

    customers: datetime | None = None
    colleagues: datetime | None = None


def first_things(db: Connection, id_: int, skill: str) -> list[int]:
    """The things of a skill that belong to a theme, those first that were said first."""
    table = theme_thing.c
    query = sa.select(table.thing).join_from(theme_thing, theme)
    here = query.where(belongs_to(id_), table.skill == skill).group_by(table.thing)
    first = here.order_by(sa.func.min(table.said), table.thing).limit(LOOKED_AT)
    return list(db.scalars(first))


def noticed(said: Mapping[Key, Said], round_: datetime | None) -> Noticed:
    """Since when three customers, and three colleagues or a round, have spoken of something."""
    by_time = sorted(said.items(), key=lambda one: (one[1].at, one[0]))
    ours = _third((key, one) for key, one in by_time if not one.is_customers)
    theirs = _third((key, one) for key, one in by_time if one.is_customers)
    colleagues = min((one for one in (ours, round_) if one is not None), default=None)
    return Noticed(theirs, colleagues)


def _third(said: Iterable[tuple[Key, Said]]) -> datetime | None:
    """When the third one spoke; whose words these are and isn't known is nobody else."""
    speakers: set[object] = set()
    for key, one in said:
        speakers.add((one.by or key) if one.who is None else one.who)
        if len(speakers) == WRITERS:
            return one.at
    return None
