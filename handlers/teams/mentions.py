"""Mentions: people who are called by their id, under a text that nobody else could have written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.people import Person
from handlers.teams.limits import Payload

# Teams takes no more in one message.
MOST: Final = 20
NAME: Final = 80

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# No mark of markdown, of a link, of a tag or of a template; no list, no block of code.
_TAME: Final = re.compile(
    r"(?!  |\s*\d+[.)])(?:[^\W_]|[ ,;:!?'’‘“”\"()…•–—%€]|\.(?!\S)|(?<=[^\W_])-(?=[^\W_]))+"
)
_IN_NAMES: Final = frozenset(" '’(),.-")
_STRAY: Final = re.compile(r"\.(?=\S)|(?<!\w)-|-(?!\w)")


class Mentions:
    """Who is called in one card; `written` is all it says, `workspace` empty where nobody is."""

    def __init__(self, workspace: str, written: str) -> None:
        self._workspace = workspace
        self._written = written.casefold()
        self._found: dict[str, Payload] = {}
        self._taken: set[str] = set()
        self.used: list[Payload] = []

    def of(self, person: Person | None) -> Payload | None:
        """What calls somebody; None for whom the card can only name."""
        id_ = person.identities.get(self._workspace, "") if person else ""
        if person is None or not _ID.fullmatch(id_):
            return None
        if id_ not in self._found:
            if len(self._found) >= MOST:
                return None
            self._found[id_] = self._new(id_, _tamed(person.name))
        return self._found[id_]

    def _new(self, id_: str, name: str) -> Payload:
        shown = self._text(name)
        self._taken.add(shown.casefold())
        return {"type": "mention", "text": shown, "mentioned": {"id": id_, "name": name}}

    def _text(self, name: str) -> str:
        """A text of its own: not that of a namesake, and nothing that stands in the card."""
        shown, number = f"<at>{name}</at>", 1
        while shown.casefold() in self._taken or shown.casefold() in self._written:
            number += 1
            shown = f"<at>{name} {number}</at>"
        return shown


def is_tame(words: str) -> bool:
    """Whether words mean nothing but themselves, even where markdown is read."""
    return _TAME.fullmatch(words) is not None


def _tamed(name: str) -> str:
    """A name without what could be a mark of anything."""
    kept = "".join(one if one in _IN_NAMES or _is_letter(one) else " " for one in name[:NAME])
    return " ".join(_STRAY.sub(" ", kept).split()) or "1"


def _is_letter(one: str) -> bool:
    return unicodedata.category(one)[0] in "LMN"
