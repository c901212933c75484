"""Weeks: which round there is, and when the next one begins."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Chat
from skills.coffee.model import CoffeeRound
from skills.coffee.settings import CoffeeSettings

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# On so many days of its first week people are told with whom they sit.
TOLD_ON = 4


def today(chat: Chat) -> date:
    """The date on the company's calendar."""
    return chat.now.astimezone(chat.house.company.clock).date()


def coming_monday(day: date) -> date:
    """The Monday of the week a day is in; on a weekend that of the week to come."""
    monday = day - timedelta(days=day.weekday())
    return monday if day.weekday() < 5 else monday + WEEK


def latest(db: Session) -> CoffeeRound | None:
    """The round that was made last, also when it has not begun."""
    made = select(CoffeeRound).where(CoffeeRound.planned.is_not(None))
    return db.scalars(made.order_by(CoffeeRound.week.desc()).limit(1)).first()


def is_worked(chat: Chat, monday: date) -> bool:
    """Whether anybody can be told of a round that begins in a week."""
    return any(chat.house.works_on(monday + n * DAY) for n in range(TOLD_ON))


def is_due(chat: Chat, monday: date) -> bool:
    """Whether a round is to begin on a Monday."""
    last, every = latest(chat.db), chat.settings(CoffeeSettings).every
    return (last is None or monday >= last.week + every * WEEK) and is_worked(chat, monday)


def next_week(chat: Chat, rests_until: date = date.min) -> date:
    """The Monday on which the next round begins that the asker can still be in."""
    last, day = latest(chat.db), today(chat)
    turn = chat.settings(CoffeeSettings).every * WEEK
    monday = day - timedelta(days=day.weekday()) + WEEK
    monday = _worked(chat, max(monday, last.week + turn) if last else monday)
    while monday < rests_until:
        monday = _worked(chat, monday + turn)
    return monday


def _worked(chat: Chat, monday: date) -> date:
    weeks = (monday + n * WEEK for n in range(53))
    return next((one for one in weeks if is_worked(chat, one)), monday)


def middle_of(monday: date, every: int) -> date:
    """The day on which silent ones are asked: Wednesday, or the Monday in the middle."""
    return monday + 2 * DAY if every == 1 else monday + every // 2 * WEEK
