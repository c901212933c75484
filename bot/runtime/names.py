"""Names: people as somebody writes them into a field, by full name or handle."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.people import Person

_BETWEEN = re.compile(r"[,;\n\r]|\s+(?:and|ed?|&)\s+")


def split(written: str) -> list[str]:
    """The names in a text, each once, as they were written."""
    names = (" ".join(one.split()).removeprefix("@") for one in _BETWEEN.split(written))
    return list({one.lower(): one for one in names if one}.values())


def meant(names: Sequence[str], found: Mapping[str, Sequence[Person]]) -> list[Person | str]:
    """Whom each name means; the name itself where it means nobody, or more than one person."""
    people = (found.get(name.lower(), ()) for name in names)
    return [who[0] if len(who) == 1 else one for one, who in zip(names, people, strict=True)]


def joined(people: Sequence[Person | str]) -> str:
    """People as somebody would have written them."""
    return ", ".join(one.name if isinstance(one, Person) else one for one in people)
