"""Abuse: thanks that repeat themselves, to the same person or in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, select
from sqlalchemy.orm import Session

from skills.kudos.model import Kudos, Recipient
from skills.kudos.settings import KudosSettings

NUMBERS = 10


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at: whose thanks, to whom if always to the same person, and which.

    `hidden` when one of them does not show its giver.
    """

    giver: int
    to: int | None
    count: int
    numbers: Sequence[int]
    hidden: bool

    @property
    def shown(self) -> list[str]:
        """The newest of the numbers, as they are typed."""
        return [str(one) for one in self.numbers[:NUMBERS]]


def flags(db: Session, settings: KudosSettings, until: datetime, most: int) -> list[Flag]:
    """What repeats itself before an instant, the most often repeated first."""
    found = [
        _flag(row)
        for query in (_pairs(settings, until), _texts(settings, until))
        for row in db.execute(query.limit(most))
    ]
    return sorted(found, key=lambda one: -one.count)[:most]


def count_flags(db: Session, settings: KudosSettings, until: datetime) -> int:
    """How much there is to look at."""
    return sum(
        db.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        for query in (_pairs(settings, until), _texts(settings, until))
    )


def _pairs(settings: KudosSettings, until: datetime) -> Select[Any]:
    """Thanks by the same person to the same person."""
    count = func.count()
    return (
        select(Kudos.giver, Recipient.person_id.label("to"), count.label("count"), *_which())
        .join(Recipient, Recipient.kudos_id == Kudos.id)
        .where(_within(settings, until))
        .group_by(Kudos.giver, Recipient.person_id)
        .having(count >= settings.flag_pair)
        .order_by(count.desc(), func.max(Kudos.id).desc())
    )


def _texts(settings: KudosSettings, until: datetime) -> Select[Any]:
    """Thanks by the same person in the same words; what is older than their marks has none."""
    count = func.count()
    return (
        select(Kudos.giver, count.label("count"), *_which())
        .where(_within(settings, until), Kudos.gist != "")
        .group_by(Kudos.giver, Kudos.gist)
        .having(count >= settings.flag_text)
        .order_by(count.desc(), func.max(Kudos.id).desc())
    )


def _which() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    numbers = func.aggregate_strings(cast(Kudos.id, String), ",")
    return numbers.label("numbers"), func.max(case((Kudos.anonymous, 1), else_=0)).label("hidden")


def _within(settings: KudosSettings, until: datetime) -> ColumnElement[bool]:
    since = until - timedelta(days=settings.flag_days)
    return and_(Kudos.shown >= since, Kudos.shown <= until, Kudos.giver.is_not(None))


def _flag(row: Any) -> Flag:
    numbers = sorted((int(one) for one in row.numbers.split(",")), reverse=True)
    to = row._mapping.get("to")
    return Flag(row.giver, to, row.count, numbers, bool(row.hidden))
