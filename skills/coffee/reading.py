"""Reading: all that a round is made from, in a few questions however many take part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Person, leaders, people_by_id
from skills.coffee.circle import LONG_AGO, Circle, Guest, Met, Pair, pair
from skills.coffee.matching import Plan
from skills.coffee.model import Ahead, Avoid, Meeting
from skills.coffee.partaking import seatable
from skills.coffee.settings import CoffeeSettings

AT_ONCE = 500
NOON = time(12)


def offset(zone: ZoneInfo, day: date) -> int:
    """How far a clock is from UTC on a day, in minutes."""
    behind = datetime.combine(day, NOON, UTC).astimezone(zone).utcoffset()
    return int(behind.total_seconds() // 60) if behind else 0


def circle_of(db: Session, settings: CoffeeSettings, week: date, now: datetime) -> Circle:
    """Everybody who is to be in the round of a week."""
    ids = sorted(db.scalars(seatable(settings, week)))
    guests: dict[int, Guest] = {}
    clocks: dict[str, int] = {}
    for one in people(db, ids, now):
        if one.zone not in clocks:
            clocks[one.zone] = offset(one.clock, week)
        guests[one.id] = Guest(one.id, clocks[one.zone], "/".join(one.organisation))
    return Circle(guests, _met(db, guests.keys(), week), _apart(db))


def people(db: Session, ids: Sequence[int], now: datetime) -> Iterator[Person]:
    """These people, some at a time."""
    for start in range(0, len(ids), AT_ONCE):
        yield from people_by_id(db.connection(), ids[start : start + AT_ONCE], now).values()


def _met(db: Session, ids: Iterable[int], week: date) -> dict[Pair, Met]:
    there, found = set(ids), dict[Pair, Met]()
    met: dict[tuple[int, date], Met] = {}
    rows = select(Meeting.person_id, Meeting.other_id, Meeting.times, Meeting.last)
    for one, other, times, last in db.execute(rows.where(Meeting.person_id < Meeting.other_id)):
        if one in there and other in there:
            # Of very many few differ.
            if (times, last) not in met:
                met[times, last] = Met(times, min((week - last).days // 7, LONG_AGO))
            found[one, other] = met[times, last]
    return found


def _apart(db: Session) -> frozenset[Pair]:
    rows = db.execute(select(Avoid.person_id, Avoid.avoided))
    return frozenset(pair(one, other) for one, other in rows)


def plan_of(db: Session) -> Plan:
    """What was planned ahead, round by round."""
    turns: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = select(Ahead.turn, Ahead.place, Ahead.person_id).order_by(Ahead.person_id)
    for turn, place, one in db.execute(rows):
        turns[turn][place].append(one)
    return [[tuple(one) for one in turns[turn].values()] for turn in sorted(turns)]


def leading(db: Session) -> frozenset[int]:
    """Who is at the top."""
    return frozenset(db.scalars(leaders()))
