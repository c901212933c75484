"""Month: which whole month is meant, in days as the company's clocks have them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from bot import Chat, Period, Refused, Text, t

DAY: Final = timedelta(days=1)
_WRITTEN: Final = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})")
_TURNED: Final = re.compile(r"(?P<month>\d{1,2})[-/](?P<year>\d{4})")
# As one says it, in whatever language.
LAST: Final = frozenset({"", "last", "last month", "mese scorso", "il mese scorso", "scorso"})


def meant(chat: Chat, words: str) -> Period:
    """The month that is meant, the last one without words; Refused where it is not over."""
    zone = chat.house.company.zone
    today = chat.now.astimezone(chat.house.company.clock).date()
    said = " ".join(words.lower().split())
    first = before(today.replace(day=1)) if said in LAST else _read(said)
    if first is None:
        raise Refused(t("report_which"), field="month")
    found = of(first, zone)
    if found.end > today:
        raise Refused(t("report_not_over"), field="month")
    return found


def _read(said: str) -> date | None:
    found = next((one for each in (_WRITTEN, _TURNED) if (one := each.fullmatch(said))), None)
    if found is None:
        return None
    try:
        # Of years long ago there is nothing, and some zones know no instants then.
        return date(max(int(found["year"]), 1971), int(found["month"]), 1)
    except ValueError:
        return None


def of(first: date, zone: str) -> Period:
    """The month that begins on a day."""
    return Period(first, (first + 31 * DAY).replace(day=1), zone)


def before(first: date) -> date:
    """The first day of the month before."""
    return (first - DAY).replace(day=1)


def name(month: Period) -> Text:
    """What a month is called."""
    return t(f"month_{month.first.month}", year=str(month.first.year))
