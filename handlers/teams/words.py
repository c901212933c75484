"""Words of Teams alone, beside those of Piazza and its skills."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.runtime.catalogue import Catalogue
from bot.runtime.router import Router
from bot.texts import Text

ROOM: Final = "teams"
HOME: Final = Text("home", {}, ROOM)


def learn(catalogue: Catalogue) -> None:
    """Add these words to those of Piazza and its skills."""
    catalogue.add(ROOM, Path(__file__).parent)


def named(catalogue: Catalogue, router: Router) -> frozenset[str]:
    """The words that ask for the home, in every language; a command of a skill is none."""
    return frozenset(catalogue.every(ROOM, HOME.key)) - router.first_words().keys()
