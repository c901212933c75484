"""Abuse: thanks that repeat themselves, to the same person or in the same words.

What was taken back after others could read it counts like the rest: it was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from bot import Person
from skills.kudos.model import Kudos, Recipient, Undone, UndoneTo
from skills.kudos.settings import KudosSettings

NUMBERS = 10
MOST = 10


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at: whose thanks, to whom if always to the same person, and how many.

    `numbers` are those that are still there, the newest first.
    """

    giver: int
    to: int | None
    count: int
    numbers: Sequence[int]

    @property
    def undone(self) -> int:
        """How many of them were taken back."""
        return self.count - len(self.numbers)

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
    since = until - timedelta(days=settings.flag_days)
    kept = _kept(looking).where(
        Kudos.shown >= since, Kudos.shown <= until, Kudos.giver.is_not(None)
    )
    undone = _undone(looking).where(Undone.given >= since, Undone.given <= until)
    return _pairs(settings, kept, undone, looking), _texts(settings, kept, undone, looking)


def _kept(looking: Person | None) -> Select[Any]:
    own = aliased(Recipient)
    thanking = select(own.kudos_id).where(own.person_id == _id(looking))
    columns: Sequence[Any] = (Kudos.giver, Kudos.anonymous, Kudos.gist, Kudos.id.label("number"))
    return select(*columns, _one_if(Kudos.id.in_(thanking)))


def _undone(looking: Person | None) -> Select[Any]:
    own = aliased(UndoneTo)
    thanking = select(own.undone_id).where(own.person_id == _id(looking))
    number = cast(null(), BigInteger).label("number")
    columns: Sequence[Any] = (Undone.giver, Undone.anonymous, Undone.gist, number)
    return select(*columns, _one_if(Undone.id.in_(thanking)))


def _id(looking: Person | None) -> int:
    return looking.id if looking else 0


def _one_if(thanks_them: ColumnElement[bool]) -> ColumnElement[int]:
    return case((thanks_them, 1), else_=0).label("mine")


def _pairs(
    settings: KudosSettings, kept: Select[Any], undone: Select[Any], looking: Person | None
) -> Select[Any]:
    """Thanks by the same person to the same person."""
    said = union_all(
        kept.add_columns(Recipient.person_id.label("to")).join(
            Recipient, Recipient.kudos_id == Kudos.id
        ),
        undone.add_columns(UndoneTo.person_id.label("to")).join(
            UndoneTo, UndoneTo.undone_id == Undone.id
        ),
    ).subquery()
    return _often(said, [said.c.to], settings.flag_pair, looking).add_columns(said.c.to)


def _texts(
    settings: KudosSettings, kept: Select[Any], undone: Select[Any], looking: Person | None
) -> Select[Any]:
    """Thanks by the same person in the same words; what is older than their marks has none."""
    said = union_all(kept, undone).subquery()
    return _often(said, [said.c.gist], settings.flag_text, looking).where(said.c.gist != "")


def _often(
    said: Subquery, alike: Sequence[ColumnElement[Any]], least: int, looking: Person | None
) -> Select[Any]:
    """What is alike so often; anonymous ones to the manager who looks, and to nobody they thank."""
    count, numbers = func.count(), func.aggregate_strings(cast(said.c.number, String), ",")
    seen = (
        ~said.c.anonymous if looking is None else or_(~said.c.anonymous, func.max(said.c.mine) == 0)
    )
    return (
        select(said.c.giver, count.label("count"), numbers.label("numbers"))
        .group_by(said.c.giver, said.c.anonymous, *alike)
        .having(count >= least, seen)
        .order_by(count.desc(), func.coalesce(func.max(said.c.number), 0).desc())
    )


def _flag(row: Any) -> Flag:
    numbers = sorted((int(one) for one in (row.numbers or "").split(",") if one), reverse=True)
    to = row._mapping.get("to")
    return Flag(row.giver, to, row.count, numbers)
