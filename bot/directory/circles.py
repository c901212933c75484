"""Circles of which one can be seen to be missing: groups, teams of the HR file, everybody."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Select

from bot.directory.tables import employee, person, user_group_member
from bot.people import Kind

# Of two the other one is no circle: whoever thanks one person may be anybody.
FEW = 2
_others: sa.BindParameter[Any] = sa.bindparam("others", expanding=True)
_kinds: sa.BindParameter[Any] = sa.bindparam("kinds", expanding=True)
_who = sa.bindparam("who", type_=sa.Integer)
_member, _colleague = user_group_member, employee
_my_group, _me = user_group_member.alias("mine"), employee.alias("me")


def _lacking_one(members: sa.FromClause, id_: ColumnElement[Any], *circle: Any) -> Select[Any]:
    """The circles of all of whom but one the `others` are."""
    there = members.join(person, sa.and_(person.c.id == id_, person.c.active))
    found = sa.select(sa.literal(1)).select_from(there).group_by(*circle)
    found = found.where(id_ != _who, person.c.kind.in_(_kinds))
    unnamed = sa.func.sum(sa.case((id_.in_(_others), 0), else_=1))
    return found.having(sa.func.count() >= FEW, unnamed == 0)


_groups = _lacking_one(
    _member.join(
        _my_group,
        sa.and_(
            _my_group.c.workspace == _member.c.workspace,
            _my_group.c.group_id == _member.c.group_id,
            _my_group.c.person_id == _who,
        ),
    ),
    _member.c.person_id,
    _member.c.workspace,
    _member.c.group_id,
)
_teams = _lacking_one(
    _colleague.join(
        _me,
        sa.and_(
            *(_me.c[name] == _colleague.c[name] for name in ("company", "division", "team")),
            _me.c.team != "",
            _me.c.person_id == _who,
        ),
    ),
    _colleague.c.person_id,
    _colleague.c.team,
)
# A company may be smaller than the most who can be thanked at once.
_beyond = sa.select(sa.literal(1)).where(
    person.c.active, person.c.kind.in_(_kinds), person.c.id != _who, person.c.id.not_in(_others)
)
_any = sa.select(sa.or_(~_beyond.exists(), _groups.exists(), _teams.exists()))


def lack_only(db: Connection, who: int, others: Collection[int], kinds: Collection[Kind]) -> bool:
    """Whether among the others is everybody of a circle of somebody's but themselves.

    People of other kinds do not take part, and nobody would miss them.
    """
    if len(others) < FEW:
        return False
    asked = {"who": who, "others": sorted(others), "kinds": sorted(kinds)}
    return bool(db.execute(_any, asked).scalar_one())
