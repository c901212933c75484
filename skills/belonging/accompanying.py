"""Accompanying: what a buddy hears of whoever has just come, on their own mornings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from bot import Button, Card, Period, Person, Text, people_by_id, t
from skills.belonging.concerning import is_buddy
from skills.belonging.drawing import reachable
from skills.belonging.finding import due_to, readers
from skills.belonging.settings import skill
from skills.belonging.tracks import BUDDY, DAY, DAYS, mornings
from skills.belonging.volunteering import decline


@dataclass(frozen=True, slots=True)
class About:
    """Of whom somebody hears: which step it is, and when they start."""

    newcomer: Person
    step: int
    start: date
    day: date


def told_of(db: Session, role: str, day: Period, people: Collection[int]) -> dict[int, list[About]]:
    """Of which newcomers each of some people hears on a day."""
    rows: Sequence[Row[tuple[int, ...]]] = due_to(db, role, day, people)
    known = people_by_id(db.connection(), {one.newcomer for one in rows}, day.start_at)
    found: dict[int, list[About]] = {}
    for one in rows:
        about = About(known[one.newcomer], one.step, one.start, day.first)
        found.setdefault(one.reader, []).append(about)
    return found


def when(one: About) -> Text:
    """When somebody starts, as seen from the day."""
    if one.start <= one.day:
        return t("starts_today" if one.start == one.day else "has_started", newcomer=one.newcomer)
    if one.start == one.day + DAY:
        return t("starts_tomorrow", newcomer=one.newcomer)
    return t("starts_on", newcomer=one.newcomer, day=one.start)


def buddies(_db: Session, day: Period) -> Select[int]:
    """Buddies to whom the next step of a journey is due."""
    return readers(BUDDY, day)


def told(db: Session, day: Period, people: Collection[int]) -> Mapping[int, list[About]]:
    """Of which newcomers each of some buddies hears on a day."""
    return told_of(db, BUDDY, day, people)


@skill.nudge(
    "buddy",
    mornings("09:00"),
    audience=buddies,
    given=told,
    counts=False,
    testable=False,
    by_day=True,
    concerns=is_buddy,
)
def accompany(person: Person, about: Mapping[int, Sequence[About]]) -> Card:
    """What a buddy can do today, for each of their newcomers."""
    first, *more = [line for one in about[person.id] for line in _lines(one)]
    buttons = [
        Button(t("cannot_for", newcomer=one.newcomer), decline, one.newcomer.id)
        for one in about[person.id]
        if one.step == 0
    ]
    return Card(first, lines=more, buttons=buttons)


def _lines(one: About) -> list[Text]:
    newcomer = one.newcomer
    match DAYS[BUDDY][one.step]:
        case 0:
            how = t("buddy_hello") if reachable(newcomer) else t("buddy_hello_there")
            return [t("you_are_buddy", newcomer=newcomer), when(one), how]
        case 7:
            return [t("buddy_coffee", newcomer=newcomer)]
        case _:
            return [t("buddy_month", newcomer=newcomer)]
