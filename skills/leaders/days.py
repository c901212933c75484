"""Days: when questions and votes close, and when the leaders' answers are told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot import Chat

# Rounds close, and answers are told, in the company's evening; a vote begins by itself at noon, so
# that there is a morning to look the questions through.
EVENING, NOON = time(18), time(12)
DAY = timedelta(days=1)


def today(chat: Chat) -> date:
    """The company's day: the asker may be a day before or after it."""
    return chat.now.astimezone(chat.house.company.clock).date()


def at(chat: Chat, day: date, hour: time) -> datetime:
    """An hour of a day, in the company's zone."""
    return datetime.combine(day, hour, chat.house.company.clock)


def worked(chat: Chat, day: date, count: int = 1) -> date:
    """The last of so many working days after a day."""
    while count:
        day += DAY
        count -= chat.works_on(day)
    return day
