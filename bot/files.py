"""Files that a card can carry to one person: a sheet to count with, a page to keep or print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Section
from bot.texts import Text, Value


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that opens in a spreadsheet; numbers stay numbers, nothing becomes a formula."""

    name: str
    titles: Sequence[Text]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Page:
    """Sections of facts and charts under a title, to be read on a phone or printed.

    `language`: in that one, whatever the reader's. `printed`: as a PDF of one sheet, without the
    charts; the words are the same.
    """

    name: str
    title: Text
    sections: Sequence[Section]
    lead: Text | None = None
    language: str = ""
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is written already, the same for every reader; `media` says what is in it."""

    name: str
    media: str
    text: str
