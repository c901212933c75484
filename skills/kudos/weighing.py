"""Weighing: how evenly thanks are spread over some weeks, from what everybody may read.

What is private counts nowhere here, nor who gave what has no name: whoever watches these numbers
while such thanks come sees nothing move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from bot import Period, across, members, newcomers, reach
from skills.kudos.measures import Share, Spread, Told, Unit, effective, share, spread
from skills.kudos.model import Kudos, Recipient

# In so many days it is looked who was thanked by nobody.
DAYS: Final = (30, 60, 90)
# A picture has so many rows; of a bigger company it shows divisions.
ROWS, DIVISION = 24, 2
YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Thanks:
    """How many thanks somebody got or gave in each of some periods, and when last."""

    counts: tuple[int, ...]
    last: datetime


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who works here, what they got, and what they gave with their name."""

    all: frozenset[int]
    got: Mapping[int, Thanks]
    gave: Mapping[int, Thanks]


def weigh(db: Session, periods: Sequence[Period], k: int) -> list[Told]:
    """What is told of each of some periods that end on the same day, the longest first.

    `k` is `chat.fewest`. Ask once and keep it.
    """
    everybody = frozenset(db.scalars(members()))
    got = _by_person(db, periods, Recipient.person_id)
    gave = _by_person(db, periods, Kudos.giver, signed())
    people = People(
        everybody,
        {one: found for one, found in got.items() if one in everybody},
        {one: found for one, found in gave.items() if one in everybody},
    )
    unthanked = _unthanked(db, people, periods[0], k)
    return [
        _told(db, people, period, n, k).model_copy(update={"unthanked": unthanked})
        for n, period in enumerate(periods)
    ]


def public(period: Period) -> ColumnElement[bool]:
    """What was said in a period where everybody reads it."""
    return and_(~Kudos.private, Kudos.shown >= period.start_at, Kudos.shown < period.end_at)


def signed() -> ColumnElement[bool]:
    """What everybody reads from whom it is."""
    return and_(~Kudos.anonymous, Kudos.giver.is_not(None))


def _by_person(
    db: Session, periods: Sequence[Period], who: Any, *there: ColumnElement[bool]
) -> dict[int, Thanks]:
    times = [func.sum(case((Kudos.shown >= one.start_at, 1), else_=0)) for one in periods]
    query = (
        select(who, func.max(Kudos.shown), *times)
        .select_from(Kudos)
        .join(Recipient, Recipient.kudos_id == Kudos.id)
        .where(public(periods[0]), *there)
        .group_by(who)
    )
    return {id_: Thanks(tuple(counts), last) for id_, last, *counts in db.execute(query)}


def _unthanked(db: Session, people: People, longest: Period, k: int) -> dict[str, Share | None]:
    """Which share of those who were here all that time got no thanks in so many days."""
    found: dict[str, Share | None] = {}
    for days in DAYS:
        first = longest.end - timedelta(days=days)
        since = Period(max(first, longest.first), longest.end, longest.zone)
        here = people.all - newcomers(db.connection(), first, longest.end + YEAR).keys()
        got = {id_ for id_, one in people.got.items() if one.last >= since.start_at}
        found[str(days)] = share(len(here - got), len(here), k)
    return found


def _told(db: Session, people: People, period: Period, n: int, k: int) -> Told:
    got = {id_: one.counts[n] for id_, one in people.got.items() if one.counts[n]}
    gave = {id_: one.counts[n] for id_, one in people.gave.items() if one.counts[n]}
    told = Told(
        first=period.first,
        end=period.end,
        received=share(len(got), len(people.all), k),
        gave=share(len(gave), len(people.all), k),
        units=units(db, period, k),
    )
    if min(len(got), len(gave)) < k:
        return told
    more = {
        "spread": _spread(people, got),
        "returned": _returned(db, period, k),
        "across": _across(db, period, gave, k),
    }
    return told.model_copy(update=more)


def _spread(people: People, got: Mapping[int, int]) -> Spread | None:
    had = Counter(got.values())
    return spread(had | {0: len(people.all) - len(got)} if len(got) < len(people.all) else had)


def _pairs(period: Period) -> Select[int | None, int]:
    """Who thanked whom with a name, of those who work here; each time anew."""
    # Looked up once: as a condition SQLite would look through everybody for each thank-you.
    here = members().cte("here").prefix_with("MATERIALIZED")
    giver, receiver = here.alias("giver_here"), here.alias("receiver_here")
    return (
        select(Kudos.giver, Recipient.person_id)
        .join(Recipient, Recipient.kudos_id == Kudos.id)
        .join(giver, giver.c.id == Kudos.giver)
        .join(receiver, receiver.c.id == Recipient.person_id)
        .where(public(period), signed())
    )


def _returned(db: Session, period: Period, k: int) -> Share | None:
    """Which share of thanks is between two who both thanked the other."""
    giver, receiver = _pairs(period).subquery().columns
    low = case((giver < receiver, giver), else_=receiver)
    high = case((giver < receiver, receiver), else_=giver)
    upward = func.sum(case((giver < receiver, 1), else_=0))
    between = select(upward.label("up"), func.count().label("both")).group_by(low, high).subquery()
    up, both = between.columns
    answered = and_(up > 0, up < both)
    query = select(both, func.count(), func.sum(case((answered, 1), else_=0))).group_by(both)
    rows = db.execute(query).all()
    heaps = {size: times for size, times, _ in rows}
    total = sum(size * times for size, times in heaps.items())
    mutual = sum(size * times for size, _, times in rows)
    return share(mutual, total, k, alike=effective(heaps))


def _across(db: Session, period: Period, gave: Mapping[int, int], k: int) -> Share | None:
    """Which share of thanks is between two teams, of those where both are known."""
    known, apart = across(db, _pairs(period))
    alike = effective(Counter(gave.values())) * known / sum(gave.values())
    return share(apart, known, k, alike=alike)


def units(db: Session, period: Period, k: int) -> tuple[Unit, ...]:
    """Which share of each unit was thanked and thanked, in tenths and through the gate."""
    thanks = select(Recipient.person_id).join(Kudos).where(public(period))
    got = {one.path: one for one in reach(db, thanks, k)}
    gave = {one.path: one for one in reach(db, _givers(period), k)}
    found = sorted({*got, *gave})
    if len(found) > ROWS:
        found = [path for path in found if len(path) <= DIVISION]
    return tuple(
        Unit(path=path, received=_middle(got.get(path)), gave=_middle(gave.get(path)))
        for path in found
    )


def _givers(period: Period) -> Select[Any]:
    return select(Kudos.giver).where(public(period), signed())


def _middle(one: Any) -> float | None:
    """The share of a unit; where it lies near an end of the scale it counts as hidden."""
    return one.low if one is not None and one.low == one.high else None
