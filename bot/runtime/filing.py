"""Filing: a card's file in one reader's language, ready to be handed over."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards import Section
from bot.files import Page, Sheet, Written
from bot.insight.page import document
from bot.insight.paper import svg
from bot.insight.spreadsheet import Cell, table
from bot.runtime.outgoing import PDF, WordedFile, WordedSection, plain
from bot.runtime.picturing import pictured
from bot.runtime.words import Words
from bot.texts import core

_UNFIT = re.compile(r"[^\w .-]+|(?<=\.)\.+")
LONGEST = 80


class Kept(Words):
    """Words for what is kept: a day is written with its year."""

    day = "d MMMM y"
    moment = "EEEE d MMMM y HH:mm"


def filed(words: Words, file: Sheet | Page | Written) -> WordedFile:
    """Word a file."""
    missing = words.plain(core("file.missing"))
    if isinstance(file, Written):
        ending = PurePath(file.name).suffix
        return WordedFile(_named(file.name, ending), file.media, file.text, missing)
    if isinstance(file, Page):
        language = file.language or words.language
        return _paged(Kept(words.catalogue, language, words.zone, words.room), file, missing)
    kept = Kept(words.catalogue, words.language, words.zone, words.room)
    rows = [[kept.plain(title) for title in file.titles]]
    cells = [[_cell(kept, value) for value in row] for row in file.rows]
    text = table([*rows, *cells], words.language)
    return WordedFile(_named(file.name, ".csv"), "text/csv", text, missing)


def _paged(words: Words, page: Page, missing: str) -> WordedFile:
    """A page for a screen, or as one sheet of paper."""
    title, lead = words.runs(page.title), words.runs(page.lead) if page.lead else ()
    sections = [_section(words, one) for one in page.sections]
    if page.printed:
        return WordedFile(_named(page.name, ".pdf"), PDF, svg(title, lead, sections), missing)
    figures = words.plain(core("file.figures"))
    text = document(title, lead, sections, words.language, figures)
    return WordedFile(_named(page.name, ".html"), "text/html", text, missing)


def _cell(words: Words, value: Any) -> Cell:
    match value:
        case int() | float():
            return value
        case datetime():
            return f"{value.astimezone(ZoneInfo(words.zone)):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return plain(tuple(words.value(value)))


def _section(words: Words, section: Section) -> WordedSection:
    facts = ((words.plain(one.name), tuple(words.value(one.value))) for one in section.facts)
    picture = pictured(words, section.chart) if section.chart else None
    return WordedSection(words.runs(section.title), tuple(facts), picture)


def _named(name: str, ending: str) -> str:
    """A name that every system can keep a file under."""
    fit = _UNFIT.sub("-", name.removesuffix(ending)).strip(" .-")[:LONGEST].strip(" .-")
    return f"{fit or 'piazza'}{ending}"
