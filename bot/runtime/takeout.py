"""Takeout: an export as it is written, the same from the command line and in the chat."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.audit import Why
from bot.doors import Cell, Column, Door
from bot.files import Written
from bot.insight.spreadsheet import table
from bot.report import Period
from bot.runtime.words import Words
from bot.texts import Text, core

CSV, JSON = FORMS = ("csv", "json")
MEDIA = {CSV: "text/csv", JSON: "application/json"}
# All that Piazza can ever hold, as a period: no instant of it is past what a database takes.
BEGINNING, NEVER = date(1970, 1, 2), date(9000, 1, 1)
# What says what a column means, for each column of each kind.
DICTIONARY = ("kind", "column", "meaning", "unit", "gate")
ENTRIES = [Column(one) for one in DICTIONARY]
DAY = timedelta(days=1)

Row = Mapping[str, Cell]


def period_of(first: date | None, last: date | None, zone: str) -> Period:
    """From a first day to a last one, both included; open where there is none."""
    return Period(first or BEGINNING, last + DAY if last else NEVER, zone)


def file_of(
    door: Door, rows: Sequence[Row], form: str, language: str, period: Period, today: date
) -> Written:
    """An export as a file."""
    text = text_of(door.columns, rows, form, language, period.zone)
    return Written(f"{door.name} {_when(period, today)}.{form}", MEDIA[form], text)


def _when(period: Period, today: date) -> str:
    first, last = period.first, period.end - DAY
    known = [one for one in (first, last) if one not in (BEGINNING, NEVER - DAY)]
    return " ".join(map(str, known or [today]))


def why(door: Door, rows: int, form: str, period: Period) -> Why:
    """What the audit says of an export."""
    first = "" if period.first == BEGINNING else str(period.first)
    last = "" if period.end == NEVER else str(period.end - DAY)
    when = f" {first} – {last}".rstrip() if first or last else ""
    return Why(f"{door.name} {form}{when}: {rows}")


def text_of(
    columns: Sequence[Column], rows: Iterable[Row], form: str, language: str, zone: str
) -> str:
    """Rows as CSV in the way a spreadsheet in this language reads them, or as JSON."""
    at = ZoneInfo(zone)
    if form == JSON:
        told = [{name: _plain(value, at) for name, value in row.items()} for row in rows]
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    cells = [[_cell(_plain(value, at)) for value in row.values()] for row in rows]
    return table([[one.name for one in columns], *cells], language)


def _plain(value: Cell, at: ZoneInfo) -> str | int | float | bool | None:
    """A value with its instants as the company's clocks show them, and how far these are off."""
    if isinstance(value, datetime):
        return value.astimezone(at).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: str | float | bool | None) -> str | float:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def meaning(door: Door, column: Column) -> tuple[Text, Text, Text]:
    """What a column means, in which unit, and why it may leave."""
    says = Text(column.key, {}, door.skill)
    return says, core(f"unit.{column.unit}"), core(f"gate.{column.gate}")


def dictionary(doors: Iterable[Door], words: Words) -> list[dict[str, Cell]]:
    """What each column of some exports means, for a program."""
    return [
        dict(
            zip(
                DICTIONARY,
                (door.name, one.name, *map(words.plain, meaning(door, one))),
                strict=True,
            )
        )
        for door in doors
        for one in door.columns
    ]
