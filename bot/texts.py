"""Words by key: what is said is decided in a skill, how it is worded when somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from bot.people import Channel, Group, Person

Value: TypeAlias = (
    "str | int | float | date | datetime | Person | Group | Channel | Text | Sequence[Value]"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A key of a skill's `strings/*.yaml` and the values its words mention.

    `room` is the skill whose words are meant; empty: the skill that shows the text.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    room: str = ""


def t(key: str, /, **values: Value) -> Text:
    """Name the words to be said; they are worded later, in the reader's language.

    A value `count` chooses the plural form. People, dates, numbers and lists are passed as values
    and worded by the reader's language and platform.
    """
    return Text(key, values)


def core(key: str, /, **values: Value) -> Text:
    """Name words of Piazza's own, which every skill may show."""
    return Text(key, values, "bot")
