"""Choosing: whether, when and how somebody's days are celebrated, said by themselves alone."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import delete

from bot import Button, Card, Chat, Form, Person, Refused, Text, choice, date, t
from skills.celebrations.dates import CHANNEL, HOW, PRIVATE, SILENCE
from skills.celebrations.model import Choice, Line
from skills.celebrations.settings import CelebrationsSettings, skill

YES, NO = "yes", "no"
NUMBERS = tuple(str(n) for n in range(1, 32))
MONTHS = NUMBERS[:12]
A_LEAP_YEAR = 2024


class Birthday(Form):
    """What is celebrated and how."""

    day: str = choice(NUMBERS, default="")
    month: str = choice(MONTHS, default="")
    how: str = choice(HOW, default=SILENCE)
    wishes: str = choice((YES, NO), default=NO)
    started: datetime.date | None = date(default=None)
    anniversary: str = choice(HOW, default=SILENCE)
    asked: str = choice((YES, NO), default=YES)


@skill.command("piazza birthday")
def show(chat: Chat) -> None:
    """Open the form with what somebody has chosen before."""
    chat.open(Birthday, **filled(chat.db.get(Choice, chat.person.id)))


@skill.button("choose")
def choose(chat: Chat) -> None:
    """The same, from a button."""
    show(chat)


def filled(found: Choice | None) -> dict[str, Any]:
    """A choice as it stands in the form."""
    if found is None:
        return {}
    return {
        "day": str(found.day or ""),
        "month": str(found.month or ""),
        "how": found.birthday,
        "wishes": YES if found.wishes else NO,
        "started": str(found.started or ""),
        "anniversary": found.anniversary,
        "asked": YES if found.asked else NO,
    }


@skill.form(Birthday)
def keep(chat: Chat, form: Birthday) -> None:
    """Keep what somebody chooses, in the place of what they chose before."""
    check(chat, form)
    standing(chat)
    made = Choice(
        person_id=chat.person.id,
        month=int(form.month) if form.month else None,
        day=int(form.day) if form.day else None,
        started=form.started,
        birthday=form.how,
        anniversary=form.anniversary,
        wishes=form.wishes == YES and form.how != SILENCE,
        asked=form.asked == YES,
        chosen=chat.now,
        offered=False,
    )
    store(chat, made)
    chat.whisper(said(chat, made))


def standing(chat: Chat) -> Choice | None:
    """What the asker has chosen so far; nobody changes it meanwhile, not even they themselves."""
    chat.in_turn(f"choice {chat.person.id}")
    return chat.db.get(Choice, chat.person.id)


def check(chat: Chat, form: Birthday) -> None:
    """Refuse a day that no month has, and something to celebrate without its day."""
    if bool(form.day) != bool(form.month):
        raise Refused(t("half_a_day"), field="month" if form.day else "day")
    if form.how != SILENCE and not form.day:
        raise Refused(t("which_day"), field="day")
    if form.anniversary != SILENCE and form.started is None:
        raise Refused(t("which_start"), field="started")
    if form.started and form.started > chat.today:
        raise Refused(t("start_to_come"), field="started")
    try:
        datetime.date(A_LEAP_YEAR, int(form.month or 1), int(form.day or 1))
    except ValueError:
        raise Refused(t("no_such_day"), field="day") from None


def store(chat: Chat, made: Choice) -> None:
    """Keep a choice; lines that wait for who wants none any more go."""
    chat.db.merge(made)
    if not made.wishes:
        # Nobody writes one meanwhile.
        chat.in_turn("lines")
        chat.db.execute(delete(Line).where(Line.to_id == made.person_id, Line.told.is_(None)))


def said(chat: Chat, made: Choice, title: Text | None = None) -> Card:
    """What holds now, in words."""
    channel = chat.settings(CelebrationsSettings).channel
    lines = [_how(made, channel), _anniversary(made.anniversary, channel)]
    if made.birthday != SILENCE:
        lines.append(t("kept_wishes") if made.wishes else t("kept_no_wishes"))
    if not made.asked:
        lines.append(t("kept_not_asked"))
    return Card(title or t("kept"), lines=lines, buttons=[Button(t("change"), choose)])


def _how(made: Choice, channel: str) -> Text:
    if made.birthday == SILENCE or made.day is None:
        return t("kept_birthday_silence")
    month = t(f"month_{made.month}")
    if made.birthday == CHANNEL:
        return t("kept_birthday_channel", channel=channel, day=made.day, month=month)
    return t("kept_birthday_private", day=made.day, month=month)


def _anniversary(how: str, channel: str) -> Text:
    if how == CHANNEL:
        return t("kept_anniversary_channel", channel=channel)
    return t("kept_anniversary_private") if how == PRIVATE else t("kept_anniversary_silence")


def how_of(how: str) -> Text:
    """How something is celebrated, in a word."""
    return t(f"how_{how}")


def from_file(who: Person, how: str, before: Choice | None, now: datetime.datetime) -> Choice:
    """What somebody chooses who agrees to the HR file's dates, or doesn't.

    Whether they are asked to write to others is no part of it, and stays; as do the lines of
    colleagues, for who only changes how.
    """
    yes = how != SILENCE
    wishes = before is not None and before.wishes
    month, day = who.birthday if who.birthday and yes else (None, None)
    started = who.started if yes else None
    return Choice(
        person_id=who.id,
        month=month,
        day=day,
        started=started,
        birthday=how if day else SILENCE,
        anniversary=how if started else SILENCE,
        wishes=wishes and bool(day),
        asked=before is None or before.asked,
        chosen=now,
        offered=True,
    )
