"""Words: texts become runs of words in one reader's language and time zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.people import Channel, Group, Person
from bot.runtime import italian
from bot.runtime.catalogue import Catalogue, locale_of
from bot.runtime.outgoing import Run, Runs, plain
from bot.texts import Text

SLASH: Final = "/"
# Where a command is named: a slash before a word, never one between two.
NAMED: Final = re.compile(r"(?<![^\s“«\"(])/(?=[a-z]|$)")


class Words:
    """One reader's way of being spoken to: a language, a zone, and the room that speaks.

    `slash` is what the reader types before a command: the slash, or nothing.
    """

    day = "d MMMM"
    moment = "EEEE d MMMM HH:mm"

    def __init__(
        self, catalogue: Catalogue, language: str, zone: str, room: str, slash: str = SLASH
    ) -> None:
        self.catalogue = catalogue
        self.language = language
        self.zone = zone
        self.room = room
        self.slash = slash

    def runs(self, text: Text) -> Runs:
        """Word a text, its people and channels kept apart so that they can be mentioned."""
        room = text.room or self.room
        words = self if room == self.room else self.within(room)
        template = self.catalogue.find(self.language, room, text.key, text.values.get("count"))
        found: list[Run] = []
        for part, after in zip(template, (*template[1:], None), strict=True):
            if part.name:
                found.extend(words.value(text.values[part.name], part.bold))
            else:
                following = text.values[after.name] if after and after.name else None
                if literal := words._named(part.literal, found[-1].text if found else ""):
                    found.append(Run(words._literal(literal, following), part.bold))
        return tuple(found)

    def plain(self, text: Text) -> str:
        """Word a text as one string."""
        return plain(self.runs(text))

    def label(self, value: str | date | Text, *, far: bool = False) -> str:
        """Word what stands on the axis of a chart: a day is short there; `far` from others, too."""
        match value:
            case str():
                return value
            case Text():
                return self.plain(value)
        pattern = "d MMM" if far else "EEE d"
        return format_date(value, pattern, locale=locale_of(self.language))

    def within(self, room: str) -> Words:
        """The same reader, spoken to by another room."""
        return type(self)(self.catalogue, self.language, self.zone, room, self.slash)

    def value(self, value: Any, bold: bool = False) -> Iterator[Run]:
        """Word one value as the reader writes such things."""
        match value:
            case str():
                yield Run(value, bold)
            case Person():
                yield Run(value.name, bold, person=value)
            case Group():
                # Never a mention: who is meant has been told, the others need not be called.
                yield Run(f"@{value.handle}", bold)
            case Channel():
                yield Run(value.id, bold, channel=value)
            case Text():
                yield from (replace(run, bold=run.bold or bold) for run in self.runs(value))
            case Sequence():
                yield from self._list(value, bold)
            case _:
                yield Run(self._scalar(value), bold)

    def _list(self, values: Sequence[Any], bold: bool) -> Iterator[Run]:
        for piece in _list_pattern(len(values), self.language):
            if isinstance(piece, int):
                yield from self.value(values[piece], bold)
            else:
                yield Run(piece, bold)

    def _scalar(self, value: Any) -> str:
        locale = locale_of(self.language)
        if isinstance(value, datetime):
            here = value.astimezone(ZoneInfo(self.zone))
            return format_datetime(here, self._pattern(self.moment, here), locale=locale)
        if isinstance(value, date):
            return format_date(value, self._pattern(self.day, value), locale=locale)
        # -0.0 becomes 0, which the cache could not tell from it.
        return _number(value + 0, self.language)

    def _named(self, literal: str, before: str) -> str:
        """A literal whose commands are named as the reader types them."""
        if self.slash == SLASH:
            return literal
        lead = before[-1:].replace(SLASH, ".")
        return NAMED.sub(self.slash, lead + literal)[len(lead) :]

    def _literal(self, literal: str, following: Any) -> str:
        # A moment begins with the day of the week.
        is_day = isinstance(following, date) and not isinstance(following, datetime)
        speaks = is_day and self.language == italian.LANGUAGE
        return italian.elided(literal, following) if speaks else literal

    def _pattern(self, pattern: str, day: date) -> str:
        return italian.pattern_of(pattern, day) if self.language == italian.LANGUAGE else pattern


@lru_cache(maxsize=1000)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=locale_of(language))


@cache
def _list_pattern(length: int, language: str) -> tuple[int | str, ...]:
    marked = format_list([f"\0{index}\0" for index in range(length)], locale=locale_of(language))
    pieces = marked.split("\0")
    return tuple(int(piece) if index % 2 else piece for index, piece in enumerate(pieces) if piece)
