"""Beginning: for whom a journey begins, and for whom one was begun by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot import Chat, Start, members, newcomers, people_by_id
from skills.belonging.model import Answer, Journey, Prompt
from skills.belonging.settings import BelongingSettings
from skills.belonging.tracks import DAY, MANAGER, NEWCOMER, OVER, first_due

# Who started longer ago is no newcomer any more; who starts by then is prepared for.
SINCE, AHEAD = timedelta(days=14), timedelta(days=7)
# Who starts so long after the first time begins another journey.
AGAIN = timedelta(days=180)
# No first day is put off for longer.
FAR_OFF = timedelta(days=730)
AT_ONCE = 400


def starting(db: Session, day: date) -> dict[int, Start]:
    """Who starts about a day."""
    return newcomers(db.connection(), day - SINCE, day + AHEAD)


def store(chat: Chat, starts: Mapping[int, Start]) -> None:
    """Begin the journeys that are not there yet; what has not begun moves to another first day."""
    chat.in_turn("journeys")
    if not chat.settings(BelongingSettings).by_account:
        starts = {id_: one for id_, one in starts.items() if not one.by_account}
    there = set(chat.db.scalars(members().where(members().selected_columns.id.in_(list(starts)))))
    old = _journeys(chat.db, starts)
    again = [id_ for id_, one in old.items() if starts[id_].day >= one.start + AGAIN]
    for table in (Journey, Prompt, Answer):
        chat.db.execute(delete(table).where(table.person_id.in_(again)))
    for id_, one in old.items():
        if id_ not in again and one.start != starts[id_].day and not one.begun:
            _move(chat.db, id_, starts[id_].day)
    new = {id_: starts[id_] for id_ in there if id_ not in old or id_ in again}
    if new:
        _add(chat, new)


def _journeys(db: Session, starts: Mapping[int, Start]) -> dict[int, Any]:
    """The journeys there are of some people, and whether they have begun."""
    query = (
        select(Journey.person_id, Journey.start, (Prompt.step > 0).label("begun"))
        .join(Prompt, (Prompt.person_id == Journey.person_id) & (Prompt.role == NEWCOMER))
        .where(Journey.person_id.in_(list(starts)))
    )
    return {row.person_id: row for row in db.execute(query)}


def _add(chat: Chat, new: Mapping[int, Start]) -> None:
    journeys = [
        {"person_id": id_, "start": one.day, "by_account": one.by_account, "ended": False}
        for id_, one in new.items()
    ]
    prompts = [
        {"person_id": id_, "role": role, "step": 0, "due": first_due(role, one.day)}
        | {"noted": chat.now}
        for id_, one in new.items()
        for role in (NEWCOMER, MANAGER)
    ]
    chat.db.execute(insert(Journey), journeys)
    chat.db.execute(insert(Prompt), prompts)


def _move(db: Session, id_: int, day: date) -> None:
    """Seldom enough to do it one by one."""
    db.execute(update(Journey).where(Journey.person_id == id_).values(start=day))
    waiting = Prompt.person_id == id_, Prompt.step == 0
    for prompt in db.scalars(select(Prompt).where(*waiting)):
        prompt.due = first_due(prompt.role, day)


def mistaken(db: Session, day: date) -> list[int]:
    """Of journeys that an account began those of people who turn out to have been here before.

    The HR file says so, or another account that is theirs, too.
    """
    found = newcomers(db.connection(), day - OVER, day + AHEAD)
    begun = select(Journey.person_id).where(
        Journey.by_account, Journey.start >= day - OVER, Journey.person_id.in_(members())
    )
    return [id_ for id_ in db.scalars(begun) if id_ not in found]


def long_here(db: Session, day: date, now: datetime) -> list[int]:
    """Of other journeys those of people whose first day the HR file has put right since.

    What is only missing from it, perhaps for once, ends none.
    """
    begun = select(Journey.person_id).where(
        ~Journey.by_account, Journey.start >= day - OVER, Journey.person_id.in_(members())
    )
    ids, found = db.scalars(begun).all(), list[int]()
    for first in range(0, len(ids), AT_ONCE):
        people = people_by_id(db.connection(), ids[first : first + AT_ONCE], now).values()
        found += [one.id for one in people if one.started and one.started < day - OVER]
    return found


def put_off(db: Session, day: date) -> list[int]:
    """Of journeys not yet begun those of people who start so much later that theirs is not due.

    They begin anew when it is.
    """
    later = newcomers(db.connection(), day + AHEAD + DAY, day + FAR_OFF, accounts=False)
    waiting = (
        select(Journey.person_id)
        .join(Prompt, (Prompt.person_id == Journey.person_id) & (Prompt.role == NEWCOMER))
        .where(Journey.start.between(day - OVER, day + AHEAD), Prompt.step == 0)
    )
    return [id_ for id_ in db.scalars(waiting) if id_ in later]
