"""Storing: a round with its seats, who thereby met whom, and the plan behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from bot import Chat
from skills.coffee.circle import Pair, Table, pairs_of
from skills.coffee.matching import Plan
from skills.coffee.model import Ahead, CoffeeRound, Meeting, Seat
from skills.coffee.settings import CoffeeSettings
from skills.coffee.weeks import WEEK, middle_of

AT_ONCE = 400


def keep(
    chat: Chat, tables: Sequence[Table], ahead: Plan, drawn: int | None, week: date
) -> CoffeeRound:
    """Store a round of a week, whole or not at all."""
    every = chat.settings(CoffeeSettings).every
    round_ = CoffeeRound(
        week=week,
        middle=middle_of(week, every),
        last_week=week + (every - 1) * WEEK,
        made=chat.now,
        people=sum(map(len, tables)),
        tables=sum(len(one) > 1 for one in tables),
        alone=sum(len(one) == 1 for one in tables),
    )
    chat.db.add(round_)
    chat.db.flush()
    seats = [
        {"round_id": round_.id, "person_id": one, "place": place, "drawn": one == drawn}
        for place, table in enumerate(tables)
        for one in table
    ]
    if seats:
        chat.db.execute(insert(Seat), seats)
    remember(chat.db, pairs_of(tables), week)
    _plan(chat.db, ahead)
    return round_


def remember(db: Session, pairs: Iterable[Pair], week: date) -> None:
    """Note that these were brought together in a week."""
    both = [two for pair in pairs for two in (pair, pair[::-1])]
    key = tuple_(Meeting.person_id, Meeting.other_id)
    for start in range(0, len(both), AT_ONCE):
        some = both[start : start + AT_ONCE]
        again = update(Meeting).where(key.in_(some)).returning(Meeting.person_id, Meeting.other_id)
        times = again.values(times=Meeting.times + 1, last=week)
        known = {tuple(row) for row in db.execute(times, execution_options=PLAIN)}
        new = [
            {"person_id": one, "other_id": other, "times": 1, "last": week}
            for one, other in some
            if (one, other) not in known
        ]
        if new:
            db.execute(insert(Meeting), new)


# What was read of these rows before is not brought up to date: nobody reads it again.
PLAIN = {"synchronize_session": False}


def unremember(db: Session, person: int, others: Iterable[int], week: date) -> None:
    """Take it back that somebody was brought together with these in a week."""
    ids = list(others)
    mine = (Meeting.person_id == person) & Meeting.other_id.in_(ids)
    theirs = (Meeting.other_id == person) & Meeting.person_id.in_(ids)
    ours = (mine | theirs) & (Meeting.last == week)
    less = update(Meeting).where(ours).values(times=Meeting.times - 1)
    db.execute(less, execution_options=PLAIN)
    gone = delete(Meeting).where(mine | theirs, Meeting.times < 1)
    db.execute(gone, execution_options=PLAIN)


def _plan(db: Session, ahead: Plan) -> None:
    db.execute(delete(Ahead), execution_options=PLAIN)
    rows = [
        {"turn": turn, "person_id": one, "place": place}
        for turn, tables in enumerate(ahead)
        for place, table in enumerate(tables)
        for one in table
    ]
    if rows:
        db.execute(insert(Ahead), rows)


def seat_of(db: Session, round_id: int, person: int) -> Seat | None:
    """Somebody's seat in a round."""
    return db.get(Seat, (round_id, person))


def beside(db: Session, seat: Seat) -> list[int]:
    """The ids of who sits at the same table."""
    there = Seat.round_id == seat.round_id, Seat.place == seat.place
    return list(db.scalars(select(Seat.person_id).where(*there, Seat.person_id != seat.person_id)))
