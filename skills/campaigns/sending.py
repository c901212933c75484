"""Sending: on its days a campaign is posted, and comes to people at ten of their own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, false
from sqlalchemy.orm import Session

from bot import Button, Card, Channel, Chat, Period, Person, daily, members, t
from skills.campaigns import answering, audience, sharing
from skills.campaigns.model import CHANNEL, MESSAGE, NEWS, PEOPLE, QUESTION, Campaign
from skills.campaigns.settings import skill

AT_TEN, EVENING = time(10), time(18)
MORNING = daily(at="10:00")


@dataclass(frozen=True, slots=True)
class Going:
    """The card that goes out on a day."""

    card: Card


def today(chat: Chat) -> date:
    """The company's day."""
    return chat.now.astimezone(chat.house.company.clock).date()


def morning(chat: Chat, day: date) -> datetime:
    """When a campaign goes out on a day, on the company's clock."""
    return datetime.combine(day, AT_TEN, chat.house.company.clock)


def evening(chat: Chat, day: date) -> datetime:
    """When a campaign ends on its last day."""
    return datetime.combine(day, EVENING, chat.house.company.clock)


def card_of(_db: Session, one: Campaign) -> Card:
    """A campaign as people read it."""
    if one.kind == NEWS:
        return sharing.card_of(one)
    buttons: list[Button] = answering.buttons(one)
    lines = [t("until", day=one.ends)] if buttons else []
    return Card(t("from_cm"), quote=one.words, lines=lines, buttons=buttons, about=one.id)


def _whom(db: Session, day: Period, *kinds: str) -> Select[int]:
    found = audience.going(db, day.first, *kinds)
    if found is None or found.to == CHANNEL:
        return members().where(false())
    return audience.whom(found)


def told(db: Session, day: Period) -> Going:
    """What goes to people on a day."""
    return _going(db, day, MESSAGE, QUESTION)


def told_news(db: Session, day: Period) -> Going:
    """The news of a day."""
    return _going(db, day, NEWS)


def _going(db: Session, day: Period, *kinds: str) -> Going:
    found = audience.going(db, day.first, *kinds)
    # It can be paused after somebody was planned to get it.
    return Going(card_of(db, found) if found else Card(t("is_over")))


def reached(db: Session, day: Period) -> Select[int]:
    """Whom the campaign of a day is for."""
    return _whom(db, day, MESSAGE, QUESTION)


def fans(db: Session, day: Period) -> Select[int]:
    """Who wants the news of a day."""
    return _whom(db, day, NEWS)


@skill.nudge("campaign", MORNING, audience=reached, given=told, by_day=True, testable=False)
def campaign(_person: Person, going: Going) -> Card:
    """Say what the campaign of the day says."""
    return going.card


@skill.nudge(
    "news", MORNING, audience=fans, given=told_news, by_day=True, testable=False, counts=False
)
def news(_person: Person, going: Going) -> Card:
    """Hand on the news of the day, to those who asked for it."""
    return going.card


@skill.post("posts", MORNING, quiet=True)
def post(chat: Chat, _week: Period) -> None:
    """Post the campaign of the day in its channel."""
    one = audience.going(chat.db, today(chat), MESSAGE, QUESTION)
    if one is not None and one.to != PEOPLE:
        chat.say(card_of(chat.db, one), to=Channel(one.workspace, one.channel))
