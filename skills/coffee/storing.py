"""Storing: a round with its seats, who thereby met whom, and the plan behind it.

A few tables at a time, for nobody else can write meanwhile; until all are there, nobody sees any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import uuid4

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from bot import Chat
from skills.coffee.circle import Pair, Table, pairs_of
from skills.coffee.matching import Plan
from skills.coffee.model import Ahead, Avoid, CoffeeRound, Meeting, Seat
from skills.coffee.partaking import seatable
from skills.coffee.settings import CoffeeSettings
from skills.coffee.weeks import WEEK, middle_of

# What was read of these rows before is not brought up to date: nobody reads it again.
PLAIN = {"synchronize_session": False}
_again = (
    update(Meeting)
    .where(Meeting.person_id == bindparam("one"), Meeting.other_id == bindparam("other"))
    .values(times=Meeting.times + 1, last=bindparam("week"))
)


def claim(chat: Chat, week: date) -> str:
    """Begin the round of a week, or begin it anew; empty where it is there already.

    What is returned says whose work it is: who finds another there has been given up, and stops.
    """
    chat.in_turn("round")
    found = chat.db.scalars(select(CoffeeRound).where(CoffeeRound.week == week)).one_or_none()
    if found is not None and found.planned is not None:
        return ""
    mine = uuid4().hex
    if found is None:
        every = chat.settings(CoffeeSettings).every
        last = week + (every - 1) * WEEK
        found = CoffeeRound(week=week, middle=middle_of(week, every), last_week=last, claim=mine)
        found.people = found.tables = found.alone = 0
        chat.db.add(found)
    else:
        found.claim = mine
        _undo(chat.db, found)
    return mine


def _undo(db: Session, round_: CoffeeRound) -> None:
    """Take back what somebody has stored of a round who did not come to its end."""
    db.execute(delete(Seat).where(Seat.round_id == round_.id), execution_options=PLAIN)
    this = Meeting.last == round_.week
    db.execute(update(Meeting).where(this).values(times=Meeting.times - 1), execution_options=PLAIN)
    db.execute(delete(Meeting).where(this, Meeting.times < 1), execution_options=PLAIN)


def held(chat: Chat, mine: str) -> CoffeeRound | None:
    """The round that is being made under a claim; None where somebody else has taken it over."""
    chat.in_turn("round")
    return chat.db.scalars(select(CoffeeRound).where(CoffeeRound.claim == mine)).one_or_none()


def add(chat: Chat, mine: str, tables: Sequence[Table], first: int, drawn: int | None) -> bool:
    """Store some tables, the first of which has this place; False where it is not for us to do."""
    round_ = held(chat, mine)
    if round_ is None:
        return False
    seats = [
        {"round_id": round_.id, "person_id": one, "place": place, "drawn": one == drawn}
        for place, table in enumerate(tables, first)
        for one in table
    ]
    chat.db.execute(insert(Seat), seats)
    remember(chat.db, pairs_of(tables), round_.week)
    round_.people += len(seats)
    round_.tables += sum(len(one) > 1 for one in tables)
    round_.alone += sum(len(one) == 1 for one in tables)
    return True


def finish(chat: Chat, mine: str, ahead: Plan) -> bool:
    """Let the round be seen; False where somebody else has it now."""
    round_ = held(chat, mine)
    if round_ is None:
        return False
    if round_.people == 0:
        # Nobody takes part yet; whoever joins now is not to wait for weeks.
        chat.db.delete(round_)
        return True
    _heed(chat, round_)
    _plan(chat.db, ahead)
    round_.planned = chat.now
    return True


def _heed(chat: Chat, round_: CoffeeRound) -> None:
    """Heed what people have said while it was made: who left, and who avoids somebody."""
    there = seatable(chat.settings(CoffeeSettings), round_.week)
    ours = select(Seat).where(Seat.round_id == round_.id)
    for seat in chat.db.scalars(ours.where(Seat.person_id.not_in(there))).all():
        unremember(chat.db, seat.person_id, beside(chat.db, seat), round_.week)
        chat.db.delete(seat)
        chat.db.flush()
    for seat in chat.db.scalars(ours.where(Seat.person_id.in_(_parted(round_)))).all():
        unremember(chat.db, seat.person_id, beside(chat.db, seat), round_.week)
        seat.place = -seat.person_id
        chat.db.flush()
    _count(chat.db, round_)


def _parted(round_: CoffeeRound) -> Select[int]:
    """Who sits with somebody whom they avoid."""
    own, other = aliased(Seat), aliased(Seat)
    near = (own.round_id == other.round_id) & (own.place == other.place)
    return (
        select(own.person_id)
        .join(other, near)
        .join(Avoid, (Avoid.person_id == own.person_id) & (Avoid.avoided == other.person_id))
        .where(own.round_id == round_.id)
    )


def _count(db: Session, round_: CoffeeRound) -> None:
    """Take down how many there are, now that nobody comes or goes unseen."""
    mine = select(func.count()).where(Seat.round_id == round_.id).group_by(Seat.place)
    sizes = db.scalars(mine).all()
    round_.people, round_.alone = sum(sizes), sizes.count(1)
    round_.tables = len(sizes) - round_.alone


def remember(db: Session, pairs: Iterable[Pair], week: date) -> None:
    """Note that these few were brought together in a week."""
    both = [two for pair in pairs for two in (pair, pair[::-1])]
    if not both:
        return
    ids = {one for two in both for one in two}
    key = Meeting.person_id, Meeting.other_id
    there = select(*key).where(key[0].in_(ids), key[1].in_(ids))
    known = {(one, other) for one, other in db.execute(there)} & {*both}
    if known:
        rows = [{"one": one, "other": other} for one, other in sorted(known)]
        db.connection().execute(_again, [row | {"week": week} for row in rows])
    new = [
        {"person_id": one, "other_id": other, "times": 1, "last": week}
        for one, other in both
        if (one, other) not in known
    ]
    if new:
        db.execute(insert(Meeting), new)


def unremember(db: Session, person: int, others: Iterable[int], week: date) -> None:
    """Take it back that somebody was brought together with these in a week."""
    ids = list(others)
    mine = (Meeting.person_id == person) & Meeting.other_id.in_(ids)
    theirs = (Meeting.other_id == person) & Meeting.person_id.in_(ids)
    less = update(Meeting).where(mine | theirs, Meeting.last == week)
    db.execute(less.values(times=Meeting.times - 1), execution_options=PLAIN)
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


def beside(db: Session, seat: Seat) -> list[int]:
    """The ids of who sits at the same table."""
    there = Seat.round_id == seat.round_id, Seat.place == seat.place
    return list(db.scalars(select(Seat.person_id).where(*there, Seat.person_id != seat.person_id)))
