"""Timing: when a thank-you is shown, and how long it can be taken back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import Chat, Refused, t

if TYPE_CHECKING:
    from skills.kudos.model import Kudos

SHOWN_AT = time(9)
REGRET = timedelta(minutes=10)


def moment_of(chat: Chat, day: date | None, *, anonymous: bool) -> datetime:
    """When a thank-you for a day is shown: in the morning of that day, or now."""
    if day is None:
        return chat.now
    if not chat.today <= day <= _a_year_after(chat.today):
        raise Refused(t("not_that_day"), field="day")
    # The hour of an anonymous one must not say where on earth its giver lives.
    zone = ZoneInfo(chat.house.company.zone) if anonymous else chat.person.clock
    return max(datetime.combine(day, SHOWN_AT, zone), chat.now)


def _a_year_after(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def can_be_taken_back(kudos: Kudos, now: datetime) -> bool:
    """Whether its giver may still take it back: soon after, and until others have read it."""
    return kudos.shown > now or now - kudos.given <= REGRET
