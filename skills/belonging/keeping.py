"""Keeping: twice a day journeys begin, and go on from what was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, delete, func, select, update
from sqlalchemy.orm import Session

from bot import Chat, Period, Work, daily, members, people_by_id, received
from skills.belonging import beginning, drawing
from skills.belonging.finding import addressed, kind
from skills.belonging.model import Answer, Journey, Prompt
from skills.belonging.settings import skill
from skills.belonging.tracks import DAY, DAYS, OVER, following

T = TypeVar("T")
AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that journeys have taken, and what comes next; or only how far it was looked."""

    role: str
    step: int
    following: int
    due: date | None


@skill.post("upkeep", daily(at="05:10"), upkeep=True)
def upkeep(chat: Chat, _week: Period) -> None:
    """Have journeys looked after."""
    chat.later(keep)


skill.post("upkeep_evening", daily(at="17:10"), upkeep=True)(upkeep)


@skill.job("keep")
def keep(work: Work) -> None:
    """Look after all journeys, many at once."""
    note(work)
    begin(work)
    tidy(work)
    drawing.draw(work)


def note(work: Work) -> None:
    """Let those whose word was sent go on to the next step."""
    now = work.now
    for role in DAYS:
        for taken, ids in work.read(partial(_sent, role=role, now=now)).items():
            for some in pages(ids):
                work.write(partial(_go_on, taken=taken, ids=some, now=now))
    work.write(partial(_leave_behind, day=company_day(work)))


def _sent(db: Session, role: str, now: datetime) -> dict[Taken, list[int]]:
    """The journeys of which a word was sent since it was looked last, by what comes of it."""
    there = addressed(role).where(Prompt.due.is_not(None)).subquery()
    sent = received(kind(role)).subquery()
    mine = (sent.c.person_id == there.c.reader, sent.c.made > there.c.noted, sent.c.made <= now)
    query = select(there, func.max(sent.c.made).label("made")).join(sent, and_(*mine))
    by_reader: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.execute(query.group_by(*there.c)):
        by_reader[row.reader].append(row)
    clocks = _clocks(db, list(by_reader), now)
    found: dict[Taken, list[int]] = defaultdict(list)
    for reader, rows in by_reader.items():
        for row, taken in _taken(role, rows, clocks[reader]):
            found[taken].append(row.newcomer)
    return found


def _clocks(db: Session, readers: Sequence[int], now: datetime) -> dict[int, ZoneInfo]:
    found: dict[int, ZoneInfo] = {}
    for some in pages(readers):
        people = people_by_id(db.connection(), some, now)
        found |= {id_: one.clock for id_, one in people.items()}
    return found


def _taken(
    role: str, rows: Sequence[Row[Any]], clock: ZoneInfo
) -> Iterator[tuple[Row[Any], Taken]]:
    """What comes of the words to one reader: about whom they were is seen by what was due.

    Who has moved to another clock may have heard before it: then what was due first was meant.
    """
    days = [row.made.astimezone(clock).date() for row in rows]
    first = min(row.due for row in rows)
    on_time = any(row.due <= day for row, day in zip(rows, days, strict=True))
    for row, day in zip(rows, days, strict=True):
        if row.due <= (day if on_time else first):
            yield row, Taken(role, row.step, *following(role, row.step, row.start, day))
        else:
            yield row, Taken(role, row.step, row.step, row.due)


def _go_on(chat: Chat, taken: Taken, ids: Sequence[int], now: datetime) -> None:
    ours = Prompt.person_id.in_(ids), Prompt.role == taken.role, Prompt.step == taken.step
    values = {"step": taken.following, "due": taken.due, "noted": now}
    chat.db.execute(update(Prompt).where(*ours).values(values))


def _leave_behind(chat: Chat, day: date) -> None:
    """Leave a step out where the one after it is due as well, but never the first one."""
    for role, days in DAYS.items():
        for step, coming in enumerate(days[2:], 1):
            late = select(Journey.person_id).where(Journey.start <= day - coming * DAY)
            ours = Prompt.role == role, Prompt.step == step, Prompt.due <= day
            missed = update(Prompt).where(*ours, Prompt.person_id.in_(late))
            chat.db.execute(missed.values(step=step + 1, due=day))


def begin(work: Work) -> None:
    """Begin the journeys of those who start, and move those not begun whose first day has moved."""
    day = company_day(work)
    starting = work.read(partial(beginning.starting, day=day))
    for some in pages(sorted(starting)):
        starts = {id_: starting[id_] for id_ in some}
        work.write(partial(beginning.store, starts=starts))


def tidy(work: Work) -> None:
    """Drop journeys that were none or are put off, and let go of buddies who have left."""
    day = company_day(work)
    wrong = work.read(partial(beginning.mistaken, day=day))
    wrong += work.read(partial(beginning.long_here, day=day, now=work.now))
    wrong += work.read(partial(beginning.put_off, day=day))
    for some in pages(wrong):
        work.write(partial(_drop, ids=some))
    work.write(partial(_let_go, day=day))


def _drop(chat: Chat, ids: Sequence[int]) -> None:
    for table in (Journey, Prompt, Answer):
        chat.db.execute(delete(table).where(table.person_id.in_(ids)))


def _let_go(chat: Chat, day: date) -> None:
    gone = Journey.buddy_id.is_not(None), Journey.buddy_id.not_in(members())
    chat.db.execute(update(Journey).where(Journey.start >= day - OVER, *gone).values(buddy_id=None))


def company_day(work: Work) -> date:
    """Today, by the company's clock."""
    return work.now.astimezone(work.house.company.clock).date()


def pages(some: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at once that nobody waits for them."""
    for start in range(0, len(some), AT_ONCE):
        yield some[start : start + AT_ONCE]
