"""Belated: the lines of colleagues are not lost where their day went by without a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from bot import Chat, Person, t, willing
from skills.celebrations import cards
from skills.celebrations.dates import BIRTHDAY, coming
from skills.celebrations.model import Choice, Line, Told
from skills.celebrations.settings import skill

# In the evening the day is over.
MORNING, EVENING = 9, 20
# What waited for longer was meant for another day; of who has their day so soon it waits for that.
WAITED, SOON = timedelta(days=30), 7


def is_day(here: datetime) -> bool:
    """Whether it is neither too early for a message nor too late."""
    return MORNING <= here.hour < EVENING


def resting(chat: Chat, people: Sequence[Person]) -> set[int]:
    """Who of these wants no messages today, on their own calendar."""
    days: dict[date, set[int]] = defaultdict(set)
    for one in people:
        days[chat.now.astimezone(one.clock).date()].add(one.id)
    found: set[int] = set()
    for day, ids in days.items():
        there = willing(f"{skill.name}.day", day)
        found |= ids - set(chat.db.scalars(there.where(there.selected_columns.id.in_(ids))))
    return found


def collect(chat: Chat, person: Person, told: Told) -> None:
    """Put what waits for somebody into what they are told."""
    mine = Line.to_id == person.id, Line.told.is_(None), Line.written > chat.now - WAITED
    chat.db.execute(update(Line).where(*mine).values(told=told.id))


def tell(chat: Chat) -> None:
    """Hand out what waits for who rested on the day, or while the company was closed."""
    waits = Line.told.is_(None), Line.written > chat.now - WAITED, Line.day <= chat.now.date()
    days: dict[int, date] = {}
    for line in chat.db.scalars(select(Line).where(*waits).order_by(Line.day)):
        days[line.to_id] = line.day
    chosen = chat.db.scalars(select(Choice).where(Choice.person_id.in_(days))).all()
    choices = {one.person_id: one for one in chosen}
    people = [
        one
        for one in chat.people(days).values()
        if _may_be_told(chat, one, choices.get(one.id), days[one.id])
    ]
    at_rest = resting(chat, people)
    for one in people:
        if one.id not in at_rest:
            _hand_out(chat, one, days[one.id])


def _may_be_told(chat: Chat, one: Person, choice: Choice | None, day: date) -> bool:
    here = chat.now.astimezone(one.clock)
    if not one.active or choice is None or coming(choice, here.date(), SOON):
        return False
    return day < here.date() and is_day(here) and chat.works_on(here.date())


def _hand_out(chat: Chat, one: Person, day: date) -> None:
    mine = Told.person_id == one.id, Told.kind == BIRTHDAY, Told.day == day
    told = chat.db.scalar(select(Told).where(*mine))
    if told is None:
        told = Told(person_id=one.id, kind=BIRTHDAY, day=day)
        chat.db.add(told)
    told.privately = chat.now
    chat.db.flush()
    collect(chat, one, told)
    chat.send(cards.birthday(chat, one, told, t("wishes_belated")), to=one, unasked=True)
