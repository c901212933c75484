"""Census: how many people there are, how many have an account, what they speak, where they live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Select

from bot.directory.lookup import members
from bot.directory.tables import identity, person

By = Literal["language", "zone"]


def reachable() -> Select[int]:
    """The ids of everybody who works here and has an account that is open."""
    here = members()
    account = sa.select(identity.c.person_id).where(identity.c.active)
    return here.where(here.selected_columns.id.in_(account))


def count(db: Connection, who: Select[int]) -> int:
    """How many some are."""
    return db.execute(sa.select(sa.func.count()).select_from(who.subquery())).scalar_one()


def shares(db: Connection, by: By, fewest: int, most: int) -> tuple[list[tuple[str, int]], int]:
    """How many of who can be reached speak or live how, the most first, and how many do otherwise.

    Nothing is told of fewer than so many: they are among the others, and these are as many, too.
    """
    some = reachable().subquery()
    column, number = person.c[by], sa.func.count().label("number")
    query = sa.select(column, number).join(some, some.c.id == person.c.id)
    rows = db.execute(query.group_by(column).order_by(number.desc(), column)).all()
    return _told([(name, people) for name, people in rows], fewest, most)


def _told(
    rows: Sequence[tuple[str, int]], fewest: int, most: int
) -> tuple[list[tuple[str, int]], int]:
    shown = [one for one in rows if one[1] >= fewest][:most]
    others = sum(people for _, people in rows) - sum(people for _, people in shown)
    while shown and 0 < others < fewest:
        others += shown.pop()[1]
    return shown, others
