"""Cards: what the celebrated one reads, and what the channel does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot import Card, Chat, Person, Text, t
from skills.celebrations.dates import BIRTHDAY
from skills.celebrations.model import Line, Told


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day of somebody's; `years` are those they have been here, `how` what they chose."""

    person: Person
    kind: str
    day: date
    how: str
    years: int = 0


def birthday(chat: Chat, person: Person, told: Told, title: Text | None = None) -> Card:
    """The wish for a birthday, with all that colleagues wrote; or only that, under this title."""
    found = chat.db.scalars(select(Line).where(Line.told == told.id).order_by(Line.id)).all()
    writers = chat.people([one.writer_id for one in found])
    lines = [
        t("wish_line", writer=writers[one.writer_id], words=one.words)
        for one in found
        if one.writer_id in writers
    ]
    head = [t("wishes", count=len(lines))] if lines else []
    title = title or t("happy_birthday", name=person.name)
    return Card(title, lines=[*head, *lines], about=told.id, words_of=[*writers])


def anniversary(one: Occasion, about: int) -> Card:
    """The wish for an anniversary."""
    return Card(t("happy_anniversary", name=one.person.name, count=one.years), about=about)


def post(found: Sequence[Occasion], today: date) -> Card:
    """What the channel reads: birthdays first, then the years people have been here."""
    first, *more = _lines(found, today)
    return Card(first, lines=more)


def _lines(found: Sequence[Occasion], today: date) -> Iterator[Text]:
    groups: dict[tuple[bool, int, date], list[Person]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.person.name):
        groups[one.kind != BIRTHDAY, one.years, one.day].append(one.person)
    for (_, years, day), people in sorted(groups.items(), key=lambda one: one[0]):
        if years:
            now = day == today
            yield (
                t("years_today", people=people, count=years)
                if now
                else t("years_on", people=people, count=years, day=day)
            )
        elif day == today:
            yield t("birthday_today", people=people)
        else:
            yield t("birthday_on", people=people, day=day)
