"""Celebrating: in the morning of somebody's own zone, once, and never late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, union

from bot import Channel, Chat, Period, Person, daily, members
from skills.celebrations import belated, cards
from skills.celebrations.belated import EVENING, collect, is_day, resting
from skills.celebrations.cards import Occasion
from skills.celebrations.dates import (
    ANNIVERSARY,
    BIRTHDAY,
    CHANNEL,
    DAY,
    SILENCE,
    began_on,
    born_on,
    marks,
    years,
)
from skills.celebrations.model import Choice, Told
from skills.celebrations.settings import CelebrationsSettings, skill

# Hours of somebody's own day: a message comes from nine on; a post may be made for several zones
# at once, so that it is eight in some.
ALOUD, HOUR = 8, timedelta(hours=1)
# What fell on so many days off in a row is posted on the working day after.
LONGEST_OFF = 5
Marks = Mapping[tuple[int, str, date], Told]


@skill.post("day", daily(at="09:00"), each_zone=True)
def celebrate(chat: Chat, _day: Period) -> None:
    """Celebrate whose day it is, wherever it is morning."""
    # Of two zones in which it is nine at once each would do it.
    chat.in_turn("celebrating")
    # Nobody writes a line meanwhile that would be in none.
    chat.in_turn("lines")
    found = list(occasions(chat))
    told = _told(chat, found)
    due = [one for one in found if _is_due(chat, one) and not told[_key(one)].privately]
    at_rest = resting(chat, [one.person for one in due])
    for one in due:
        if one.person.id not in at_rest:
            _tell(chat, one, told[_key(one)])
    belated.tell(chat)
    _post(chat, [one for one in found if _is_aloud(chat, one) and not told[_key(one)].aloud], told)


@skill.post("later", daily(at="13:00"), each_zone=True, quiet=True)
def catch_up(chat: Chat, day: Period) -> None:
    """The same for who has come into the zone, or has chosen, only after nine."""
    celebrate(chat, day)


def occasions(chat: Chat) -> Iterator[Occasion]:
    """Whose day it is or was on the days off before, on their own calendar."""
    counted = chat.settings(CelebrationsSettings).years
    near = {day for today in _todays(chat.now) for day in days(chat, today)}
    born = select(Choice.person_id).where(Choice.birthday != SILENCE, born_on(near))
    began = select(Choice.person_id).where(Choice.anniversary != SILENCE, began_on(near, counted))
    here = members().where(members().selected_columns.id == Choice.person_id).exists()
    theirs = Choice.person_id.in_(union(born, began)), here
    found = chat.db.scalars(select(Choice).where(*theirs)).all()
    people = chat.people([one.person_id for one in found])
    for one in found:
        person = people.get(one.person_id)
        if person is None or not person.identities:
            continue
        for day in days(chat, _here(chat, person).date()):
            if one.birthday != SILENCE and (one.month, one.day) in marks(day):
                yield Occasion(person, BIRTHDAY, day, one.birthday)
            if one.anniversary != SILENCE and (count := years(one.started, day, counted)):
                yield Occasion(person, ANNIVERSARY, day, one.anniversary, count)


def _todays(now: datetime) -> set[date]:
    """The dates on which it is daytime anywhere on earth."""
    local = (now + n * HOUR for n in range(-12, 15))
    return {one.date() for one in local if ALOUD <= one.hour < EVENING}


def days(chat: Chat, today: date) -> list[date]:
    """Today, and on a working day the days off before it."""
    found = [today]
    while chat.works_on(today) and len(found) <= LONGEST_OFF:
        before = found[-1] - DAY
        if chat.works_on(before):
            break
        found.append(before)
    return found


def _here(chat: Chat, person: Person) -> datetime:
    return chat.now.astimezone(person.clock)


def _is_due(chat: Chat, one: Occasion) -> bool:
    here = _here(chat, one.person)
    return here.date() == one.day and is_day(here)


def _is_aloud(chat: Chat, one: Occasion) -> bool:
    here = _here(chat, one.person)
    return one.how == CHANNEL and ALOUD <= here.hour < EVENING and chat.works_on(here.date())


def _key(one: Occasion) -> tuple[int, str, date]:
    return one.person.id, one.kind, one.day


def _told(chat: Chat, found: Sequence[Occasion]) -> Marks:
    """What was said of each so far."""
    ids = {one.person.id for one in found}
    near = chat.now.date() - (LONGEST_OFF + 2) * DAY
    rows = chat.db.scalars(select(Told).where(Told.person_id.in_(ids), Told.day >= near)).all()
    known = {(one.person_id, one.kind, one.day): one for one in rows}
    for one in found:
        if _key(one) not in known:
            known[_key(one)] = Told(person_id=one.person.id, kind=one.kind, day=one.day)
    return known


def _tell(chat: Chat, one: Occasion, told: Told) -> None:
    """Wish somebody well, with all that colleagues wrote."""
    told.privately = chat.now
    chat.db.add(told)
    chat.db.flush()
    if one.kind == ANNIVERSARY:
        chat.send(cards.anniversary(one, told.id), to=one.person, unasked=True)
        return
    collect(chat, one.person, told)
    chat.send(cards.birthday(chat, one.person, told), to=one.person, unasked=True)


def _post(chat: Chat, found: Sequence[Occasion], told: Marks) -> None:
    """Celebrate some in the channel of their workspace, all in one post."""
    channel = chat.settings(CelebrationsSettings).channel
    places: dict[str, list[Occasion]] = defaultdict(list)
    for one in found:
        told[_key(one)].aloud = chat.now
        chat.db.add(told[_key(one)])
        places[one.person.reached(chat.workspace)].append(one)
    for workspace, some in sorted(places.items()):
        today = max(_here(chat, one.person).date() for one in some)
        chat.say(cards.post(some, today), to=Channel(workspace, channel))
