"""Abuse: thanks that repeat themselves, to the same person or in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot import Person
from skills.kudos.model import Kudos, Recipient
from skills.kudos.settings import KudosSettings

NUMBERS = 10
MOST = 10


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at: whose thanks, to whom if always to the same person, and which."""

    giver: int
    to: int | None
    count: int
    numbers: Sequence[int]

    @property
    def shown(self) -> list[str]:
        """The newest of the numbers, as they are typed."""
        return [str(one) for one in self.numbers[:NUMBERS]]


def flags(
    db: Session, settings: KudosSettings, until: datetime, most: int, looking: Person | None = None
) -> list[Flag]:
    """What repeats itself before an instant, the most often repeated first.

    Signed and anonymous thanks never stand together, for that would name who gave the anonymous
    ones; these are for the manager who is `looking` alone, and not where any of them thanks them.
    """
    found = [
        _flag(row)
        for query in _queries(settings, until, looking)
        for row in db.execute(query.limit(most))
    ]
    return sorted(found, key=lambda one: -one.count)[:most]


def count_flags(
    db: Session, settings: KudosSettings, until: datetime, looking: Person | None = None
) -> int:
    """How much there is to look at."""
    return sum(
        db.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        for query in _queries(settings, until, looking)
    )


def _queries(
    settings: KudosSettings, until: datetime, looking: Person | None
) -> tuple[Select[Any], Select[Any]]:
    within, seen = _within(settings, until), _seen_by(looking)
    return _pairs(settings, within, seen), _texts(settings, within, seen)


def _pairs(
    settings: KudosSettings, within: ColumnElement[bool], seen: ColumnElement[bool]
) -> Select[Any]:
    """Thanks by the same person to the same person."""
    count = func.count()
    return (
        select(Kudos.giver, Recipient.person_id.label("to"), count.label("count"), _numbers())
        .join(Recipient, Recipient.kudos_id == Kudos.id)
        .where(within)
        .group_by(Kudos.giver, Recipient.person_id, Kudos.anonymous)
        .having(count >= settings.flag_pair, seen)
        .order_by(count.desc(), func.max(Kudos.id).desc())
    )


def _texts(
    settings: KudosSettings, within: ColumnElement[bool], seen: ColumnElement[bool]
) -> Select[Any]:
    """Thanks by the same person in the same words; what is older than their marks has none."""
    count = func.count()
    return (
        select(Kudos.giver, count.label("count"), _numbers())
        .where(within, Kudos.gist != "")
        .group_by(Kudos.giver, Kudos.gist, Kudos.anonymous)
        .having(count >= settings.flag_text, seen)
        .order_by(count.desc(), func.max(Kudos.id).desc())
    )


def _seen_by(looking: Person | None) -> ColumnElement[bool]:
    """Which groups may be seen: signed ones, and the manager's anonymous ones to others alone."""
    if looking is None:
        return ~Kudos.anonymous
    own = aliased(Recipient)
    thanking = select(own.kudos_id).where(own.person_id == looking.id)
    return or_(~Kudos.anonymous, func.max(case((Kudos.id.in_(thanking), 1), else_=0)) == 0)


def _numbers() -> ColumnElement[Any]:
    return func.aggregate_strings(cast(Kudos.id, String), ",").label("numbers")


def _within(settings: KudosSettings, until: datetime) -> ColumnElement[bool]:
    since = until - timedelta(days=settings.flag_days)
    return and_(Kudos.shown >= since, Kudos.shown <= until, Kudos.giver.is_not(None))


def _flag(row: Any) -> Flag:
    numbers = sorted((int(one) for one in row.numbers.split(",")), reverse=True)
    to = row._mapping.get("to")
    return Flag(row.giver, to, row.count, numbers)
