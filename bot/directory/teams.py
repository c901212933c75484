"""Teams: who works beside whom, for those who are brought together."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from bot.directory.lookup import members
from bot.directory.tables import employee, person

# A prime below 2 to the 31st: the product of two remainders still fits into 64 bits.
PRIME = 2_147_483_647
SHORT = 3
FACTORS = (48_271, 69_621)


def lot(seed: int, *ids: ColumnElement[int]) -> ColumnElement[int]:
    """A number drawn for one id or two: it looks random, and is the same for the same seed."""
    mixed: ColumnElement[int] = sa.literal(seed * 16_807 % PRIME, sa.BigInteger)
    for id_, factor in zip(ids, FACTORS, strict=False):
        mixed = mixed + id_ * factor
    mixed = mixed % PRIME
    return mixed * ((mixed * 40_692 + seed % PRIME) % PRIME) % PRIME


def managers() -> Select[int, int]:
    """Everybody of whom the HR file names the manager, with that manager."""
    boss = employee.alias("boss")
    query = sa.select(employee.c.person_id, boss.c.person_id.label("manager"))
    return query.join(boss, boss.c.key == employee.c.manager)


def teammates(seed: int, among: Select[int]) -> Select[int, int]:
    """Everybody `among` some with one other of their team in the HR file, drawn for each seed.

    A team stands in a circle in an order drawn by lot, and each is named to their neighbour: so
    everybody is named, and once. Only teams are looked at of which somebody is among those asked.
    """
    team = (employee.c.company, employee.c.division, employee.c.team)
    id_ = employee.c.person_id
    place = (lot(seed, id_), id_)
    after = sa.func.lead(id_).over(partition_by=team, order_by=place)
    first = sa.func.first_value(id_).over(partition_by=team, order_by=place)
    beside = sa.select(id_.label("one"), sa.func.coalesce(after, first).label("other"))
    here = members().where(person.c.id == id_).exists()
    found = beside.where(employee.c.team != "", here, _beside(employee, among)).subquery()
    there = found.c.one != found.c.other, found.c.one.in_(among)
    return sa.select(found.c.one, found.c.other).where(*there)


def across(db: Session, pairs: Select[Any, int]) -> tuple[int, int]:
    """Of so many pairs the teams of both are known by the HR file; so many are of two teams."""
    found = pairs.subquery()
    one, other = employee.alias("one"), employee.alias("other")
    first, second = found.columns
    same = sa.and_(*(one.c[name] == other.c[name] for name in ("company", "division", "team")))
    query = (
        sa.select(sa.func.count(), sa.func.sum(sa.case((same, 0), else_=1)))
        .select_from(found)
        .join(one, sa.and_(one.c.person_id == first, one.c.team != ""))
        .join(other, sa.and_(other.c.person_id == second, other.c.team != ""))
    )
    known, apart = db.execute(query).one()
    return known, apart or 0


def colleagues(
    of: Select[int], most: int, seed: int, among: Collection[int] | None = None
) -> Select[int, int]:
    """Of each of these people up to `most` others of their team in the HR file, drawn by lot.

    The other comes first, then whose colleague they are. Where only some are asked about, the
    others have to be `among` these; then no other teams are looked at.
    """
    one, other = employee.alias("one"), employee.alias("other")
    same = _same_team(one, other)
    place = sa.func.row_number().over(
        partition_by=one.c.person_id,
        order_by=(lot(seed, other.c.person_id, one.c.person_id), other.c.person_id),
    )
    drawn = (
        sa.select(other.c.person_id.label("other"), one.c.person_id.label("of"), place.label("n"))
        .join(one, sa.and_(*same))
        .where(
            one.c.team != "",
            one.c.person_id.in_(of),
            other.c.person_id != one.c.person_id,
            # Looked up for each: SQLite would try everybody in the company for each team.
            members().where(person.c.id == other.c.person_id).exists(),
            *([] if among is None else [_beside(one, among)]),
        )
        .subquery()
    )
    found = sa.select(drawn.c.other, drawn.c.of).where(drawn.c.n <= most)
    return found if among is None else found.where(drawn.c.other.in_(among))


def _same_team(one: sa.FromClause, other: sa.FromClause) -> list[ColumnElement[bool]]:
    return [one.c[name] == other.c[name] for name in ("company", "division", "team")]


def _beside(one: sa.FromClause, some: Select[int] | Collection[int]) -> ColumnElement[bool]:
    """Whether somebody is of a team of some others'."""
    near = employee.alias("near")
    theirs = sa.select(*(near.c[name] for name in ("company", "division", "team")))
    own = sa.tuple_(*(one.c[name] for name in ("company", "division", "team")))
    return own.in_(theirs.where(near.c.person_id.in_(some)))


def team_named(db: Session, words: str, most: int) -> Sequence[int]:
    """The ids of everybody in the teams of the HR file that a text names; of nobody if too many.

    Of up to three letters a name has to be written as it is: else "it" would stand for IT.
    """
    there = sa.select(employee.c.team).where(employee.c.team != "").distinct()
    named = [one for one in db.scalars(there) if _stands_in(one, words)]
    theirs = sa.select(employee.c.person_id).where(employee.c.team.in_(named))
    query = members().where(person.c.id.in_(theirs)).order_by(person.c.id)
    found = db.scalars(query.limit(most + 1)).all() if named else []
    return found if len(found) <= most else []


def _stands_in(name: str, words: str) -> bool:
    alike = re.IGNORECASE if len(name) > SHORT else re.NOFLAG
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, alike) is not None


def dated() -> Select[int]:
    """The ids of everybody who works here of whom the HR file has a birthday or a first day."""
    has = sa.or_(employee.c.birth_day.is_not(None), employee.c.started.is_not(None))
    return members().where(person.c.id.in_(sa.select(employee.c.person_id).where(has)))
