"""Groups: the teams of the invented company, each named as one by an @ and its handle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime.platform import GroupProfile
from bot.sample.handles import handle_of
from bot.sample.stage import Hired
from handlers.playground.tables import member, teammate

_still = sa.and_(member.c.id == teammate.c.member, member.c.active)
_here = (
    sa.select(teammate.c.team, teammate.c.member)
    .join(member, _still)
    .order_by(teammate.c.team, teammate.c.member)
)
_sizes = (
    sa.select(teammate.c.team, sa.func.count())
    .join(member, _still)
    .group_by(teammate.c.team)
    .order_by(teammate.c.team)
)


def join(db: Session, people: Sequence[Hired]) -> None:
    """Note who is in which team now."""
    ids = [{"changed": one.profile.id} for one in people]
    before = sa.delete(teammate).where(teammate.c.member == sa.bindparam("changed"))
    db.connection().execute(before, ids)
    rows = [{"member": one.profile.id, "team": one.team} for one in people if one.team]
    if rows:
        db.execute(sa.insert(teammate), rows)


def sizes(db: Session) -> list[tuple[str, int]]:
    """Every team somebody is in, and how many are still here."""
    return [(team, count) for team, count in db.execute(_sizes)]


def told(db: Session) -> list[GroupProfile]:
    """Every team somebody is in, with those who are still here."""
    return [
        GroupProfile(team, handle_of(team), team, tuple(row.member for row in rows))
        for team, rows in groupby(db.execute(_here), key=lambda row: row.team)
    ]
