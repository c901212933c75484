"""Reading: how often people spoke of what, lately and before, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.themes.outs import Key
from bot.insight.themes.tables import theme, theme_count, theme_thing, theme_title
from bot.insight.themes.theme import COLUMNS, Theme, belongs_to, of_row, shown
from bot.privacy.results import closed_within

Counts: TypeAlias = Mapping[str, int]
# What is shown as another is counted there.
_shown_as = sa.func.coalesce(theme.c.merged_into, theme.c.id)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a theme came up by skill, `now` and as long `before`, and when `first`.

    What was written in private counts in `sealed`, by the round: only where three wrote of it.
    """

    theme: Theme
    now: Counts = field(hash=False)
    before: Counts = field(hash=False)
    first: datetime | None
    sealed: int = 0
    sealed_before: int = 0

    @property
    def rise(self) -> int:
        """By how many it came up more often than before."""
        now, before = sum(self.now.values()), sum(self.before.values())
        return now + self.sealed - before - self.sealed_before


def standings(
    db: Connection, since: datetime, until: datetime, id_: int | None = None
) -> list[Standing]:
    """How the themes stand that came up in a time or as long before, what rises first; or one."""
    before = since - (until - since)
    now_, then = counts(db, since, until, id_), counts(db, before, since, id_)
    sealed, sealed_then = _sealed(db, since, until, id_), _sealed(db, before, since, id_)
    said_first = sa.select(_shown_as, sa.func.min(theme_thing.c.said))
    here = said_first.join_from(theme_thing, theme).where(_among(id_))
    first = dict(db.execute(here.group_by(_shown_as)).all())
    found = [
        Standing(
            one,
            now_.get(one.id, {}),
            then.get(one.id, {}),
            first.get(one.id),
            sealed.get(one.id, 0),
            sealed_then.get(one.id, 0),
        )
        for one in shown(db)
        if id_ in (None, one.id)
    ]
    return sorted(found, key=lambda one: (-one.rise, -sum(one.now.values()), one.theme.id))


def _among(id_: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if id_ is None else belongs_to(id_)


def counts(
    db: Connection, since: datetime, until: datetime, id_: int | None = None
) -> dict[int, dict[str, int]]:
    """How many things of each skill belong to each theme, of those said in a time."""
    within = theme_thing.c.said >= since, theme_thing.c.said < until, _among(id_)
    each = sa.select(_shown_as.label("id"), theme_thing.c.skill, theme_thing.c.thing).distinct()
    each_ = each.join_from(theme_thing, theme).where(*within).subquery()
    query = sa.select(each_.c.id, each_.c.skill, sa.func.count())
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for of, skill, count in db.execute(query.group_by(each_.c.id, each_.c.skill)):
        found[of][skill] = count
    return found


def things_within(id_: int, skill: str, since: datetime, until: datetime) -> sa.Select[int]:
    """The things of a skill that belong to a theme and were said in a time."""
    query = sa.select(theme_thing.c.thing).join_from(theme_thing, theme)
    within = theme_thing.c.said >= since, theme_thing.c.said < until
    return query.where(belongs_to(id_), theme_thing.c.skill == skill, *within)


def _sealed(
    db: Connection, since: datetime, until: datetime, id_: int | None = None
) -> dict[int, int]:
    """How many comments spoke of each theme in the rounds that closed in a time.

    Of themes that are shown as one the numbers that were published of each are added up.
    """
    closed = theme_count.c.round_id.in_(closed_within(db, since, until)), _among(id_)
    query = sa.select(_shown_as, sa.func.sum(theme_count.c.count))
    found = query.join_from(theme_count, theme).where(*closed).group_by(_shown_as)
    return {of: int(count) for of, count in db.execute(found)}


def themes_of(db: Connection, skill: str, things: Collection[int]) -> dict[int, list[Theme]]:
    """The themes that things of a skill belong to; what belongs to none is left out."""
    found: dict[int, dict[int, Theme]] = defaultdict(dict)
    table, every, its = theme_thing.c, list(things), theme.alias("its")
    # In one query: what is found meanwhile is in it or it isn't.
    query = (
        sa.select(table.thing, *COLUMNS)
        .join_from(theme_thing, its, its.c.id == table.theme_id)
        .join(theme, theme.c.id == sa.func.coalesce(its.c.merged_into, its.c.id))
        .outerjoin(theme_title, theme_title.c.theme_id == theme.c.id)
        .where(table.skill == skill, ~theme.c.hidden)
        .order_by(table.by_words, table.theme_id)
    )
    for start in range(0, len(every), AT_ONCE):
        for row in db.execute(query.where(table.thing.in_(every[start : start + AT_ONCE]))):
            found[row.thing][row.id] = of_row(row)
    return {thing: list(themes.values()) for thing, themes in found.items()}


def things_of(db: Connection, id_: int, skill: str, most: int) -> list[int]:
    """The things of a skill that belong to a theme, those first that were said last."""
    table = theme_thing.c
    query = sa.select(table.thing).join_from(theme_thing, theme)
    here = query.where(belongs_to(id_), table.skill == skill).group_by(table.thing)
    return list(
        db.scalars(here.order_by(sa.func.max(table.said).desc(), table.thing.desc()).limit(most))
    )


def things_of_all(db: Connection, ids: Collection[int], most: int) -> dict[int, list[Key]]:
    """So many things that belong to each of some themes, those first that were said last."""
    table = theme_thing.c
    last = sa.func.max(table.said)
    place = sa.func.row_number().over(
        partition_by=_shown_as, order_by=(last.desc(), table.thing.desc(), table.skill)
    )
    each = sa.select(_shown_as.label("id"), table.skill, table.thing, place.label("place"))
    each = each.join_from(theme_thing, theme).where(_shown_as.in_(ids))
    ranked = each.group_by(_shown_as, table.skill, table.thing).subquery()
    query = sa.select(ranked.c.id, ranked.c.skill, ranked.c.thing).where(ranked.c.place <= most)
    found: dict[int, list[Key]] = defaultdict(list)
    for id_, skill, thing in db.execute(query.order_by(ranked.c.id, ranked.c.place)):
        found[id_].append((skill, thing))
    return found
