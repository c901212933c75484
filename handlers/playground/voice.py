"""The voice: the server's own words, in the language of whoever reads them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from babel.dates import get_timezone_location

from bot.runtime.app import App
from bot.runtime.catalogue import Catalogue, locale_of
from bot.runtime.outgoing import plain
from bot.runtime.sections import Company
from bot.runtime.words import Words
from bot.texts import Text

ROOM: Final = "playground"


def learn(catalogue: Catalogue) -> None:
    """Add the playground's words to those of Piazza and its skills."""
    catalogue.add(ROOM, Path(__file__).parent)


def t(key: str, /, **values: Any) -> Text:
    """Name words of the playground."""
    return Text(key, values, ROOM)


class Voice:
    """Says things in one language, times as a clock in `zone` shows them."""

    def __init__(self, app: App, language: str, zone: str = "") -> None:
        self.company: Company = app.house.company
        self.words = Words(app.catalogue, language, zone or self.company.zone, ROOM)

    def says(self, text: Text) -> str:
        """Word a text."""
        return self.words.plain(text)

    def has(self, room: str, key: str) -> bool:
        """Whether a room has words for a key."""
        return self.words.catalogue.has(room, key)

    def time(self, moment: datetime) -> str:
        """Word an instant."""
        return plain(tuple(self.words.value(moment)))

    def place(self, zone: str = "") -> str:
        """Word the place whose clock is meant; the company's unless another is given."""
        return get_timezone_location(
            zone or self.company.zone, locale_of(self.words.language), return_city=True
        )


class Wrong(Exception):
    """What was asked cannot be done; whoever asked reads `text`."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text
