"""Spoken: days and a time as people write them, in English and Italian, and how they are said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import time
from typing import Final

from bot.delivery.schedule import DAYS, Schedule
from bot.runtime.faults import nearest
from bot.texts import Text, core

EVERY_DAY: Final = frozenset(range(7))
WORKING_DAYS: Final = frozenset(range(5))

_ITALIAN = ("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica")
_SHORT = {
    **dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), range(7), strict=True)),
    **dict(zip(("lun", "mar", "mer", "gio", "ven", "sab", "dom"), range(7), strict=True)),
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}
_DAYS: Mapping[str, int] = {
    **_SHORT,
    **{name: day for names in (DAYS, _ITALIAN) for day, name in enumerate(names)},
    **{f"{name}s": day for day, name in enumerate(DAYS)},
    "sabati": 5,
    "domeniche": 6,
}


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WORKING = _words("weekday weekdays workday workdays working feriale feriali lavorativo lavorativi")
# All days, where no others are named: "giorni feriali" are not all.
_ANY = _words("day days daily everyday giorno giorni")
# Between two of these the days in between are meant, too.
_TO = _words("- to through until al alla a fino")
_FILLERS = _words(
    "every each all on at the and from of week weekly e ed & ogni tutti tutte i il la le gli alle"
    " dal dalla nei ore in di settimana"
)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_CRON = re.compile(r"(?:[\d*/,?l#-]+\s+){4}\S+")
_ZONE = re.compile(r"[a-z_]+/[a-z_/]+|\b(?:utc|gmt|[cew]es?t|bst|[ecmp][ds]t)\b")
_RARE = re.compile(
    r"\b(?:weeks|fortnight|fortnightly|month|months|monthly|first|second|third|fourth|last"
    r"|settimane|quindicinale|mese|mesi|mensile|prim[oa]|second[oa]|terz[oa]|quart[oa]|ultim[oa]"
    r"|tomorrow|today|domani|dopodomani|oggi)\b"
)
# A day of the calendar comes once or once a year, not every week.
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre"
    r"|dicembre)"
)
_DATE = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{1,2}/\d{1,2}\b"
    rf"|\b\d{{1,2}}[a-z]{{0,2}}\.? (?:di |of )?{_MONTH}\b|\b{_MONTH} \d{{1,2}}(?![:.\d])"
)
_HOUR = re.compile(r"\d{1,2}(?:[ap]m|h)?")
_WORD = re.compile(r"\d+[:.]\d+|[^\W_]+|[^\w\s,;]")


class Unclear(Exception):
    """A time that nobody can tell; `text` says what is wrong and how to write it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


def read(words: str, before: Schedule | None = None) -> Schedule:
    """The days and the time that are written, such as "every monday and thursday 09:00".

    What is left out stays as it was `before`; Unclear without that, or for what is no time.
    """
    said = _folded(words)
    if _CRON.fullmatch(said):
        raise Unclear(core("when.cron", words=" ".join(words.split())))
    if zone := _ZONE.search(said):
        raise Unclear(core("when.zone", word=_as_written(zone.group(), words)))
    if rare := _DATE.search(said) or _RARE.search(said):
        raise Unclear(core("when.rare", word=_as_written(rare.group(), words)))
    days, at = _parts(said)
    if not days and before is None:
        raise Unclear(core("when.no_day"))
    if at is None and (before is None or not days):
        raise Unclear(core("when.no_time"))
    return Schedule(frozenset(days) or _of(before).weekdays, at or _of(before).at)


def _of(before: Schedule | None) -> Schedule:
    assert before is not None
    return before


def _folded(words: str) -> str:
    """In small letters and without accents, as "lunedì" is often typed."""
    apart = unicodedata.normalize("NFKD", words.strip().casefold())
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return re.sub("[\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{NON-BREAKING HYPHEN}]", "-", plain)


def _as_written(word: str, words: str) -> str:
    """How somebody wrote a word that was found in small letters."""
    found = re.search(re.escape(word), words, re.IGNORECASE)
    return found.group() if found else word


def _parts(said: str) -> tuple[set[int], time | None]:
    days: set[int] = set()
    at: time | None = None
    last: int | None = None
    span = any_day = False
    for word in _WORD.findall(said):
        if word in _TO and last is not None:
            span = True
        elif word in _DAYS:
            days |= _between(last, _DAYS[word]) if span and last is not None else {_DAYS[word]}
            last, span = _DAYS[word], False
        elif word in _WORKING:
            days |= WORKING_DAYS
        elif word in _ANY:
            any_day = True
        elif (match := _TIME.fullmatch(word)) and at is None:
            at = _time(match, word)
        elif word not in _FILLERS:
            raise Unclear(_strange(word, after_days=bool(days or any_day) and at is None))
    return days or (set(EVERY_DAY) if any_day else days), at


def _between(first: int, last: int) -> set[int]:
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _time(match: re.Match[str], word: str) -> time:
    hour, minute = int(match[1]), int(match[2])
    if hour > 23 or minute > 59:
        raise Unclear(core("when.bad_time", word=word))
    return time(hour, minute)


def _strange(word: str, *, after_days: bool) -> Text:
    if after_days and _HOUR.fullmatch(word):
        return core("when.hour", word=word)
    if word.isdecimal():
        return core("when.number", word=word)
    if near := nearest(word, [*DAYS, *_ITALIAN]):
        return core("when.near", word=word, near=core(f"when.day_{DAYS[_DAYS[near[0]]]}"))
    return core("when.strange", word=word)


def said(when: Schedule) -> Text:
    """A schedule in words that can be read again."""
    at = when.at.strftime("%H:%M")
    if when.weekdays == EVERY_DAY:
        return core("when.daily", at=at)
    if when.weekdays == WORKING_DAYS:
        return core("when.working_days", at=at)
    days = [core(f"when.day_{DAYS[day]}") for day in sorted(when.weekdays)]
    return core("when.weekly", days=days, at=at)
