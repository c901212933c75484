"""Doors: how things of a skill leave and come in beside the chat, as files or by programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, Literal, TypeAlias

from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.people import Role
from bot.texts import Text

# What stands in a cell of a table that leaves as a file.
Cell: TypeAlias = str | float | bool | datetime | date | None
Exporting = Callable[Concatenate[Session, ...], Sequence[Mapping[str, Cell]]]
# In what a column counts: words, one of a few words that stay the same, a number that stands for
# something, how many, a mean or rating, hundredths, hours, a day, an instant, yes or no, a link.
Unit = Literal[
    "words",
    "code",
    "number",
    "count",
    "points",
    "percent",
    "hours",
    "day",
    "instant",
    "yes_no",
    "link",
]
# Who may read it, and so why it may leave: everybody here, the community manager; or it is a
# figure as it was published, of nobody and never of few.
Gate = Literal["everybody", "manager", "published"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its title for programs, in which unit, and why it may leave.

    What it means is the text `column.<name>`, its spaces as `_`.
    """

    name: str
    unit: Unit = "words"
    gate: Gate = "manager"

    @property
    def key(self) -> str:
        """The key of what it means."""
        return f"column.{self.name.replace(' ', '_')}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that is imported; its cells by the skill's own names, "" where nothing is.

    Of a file that has no lines, such as JSON, it is the line on which a thing begins.
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a line: the number of the `new` thing, or what is `wrong` and how to mend it.

    Neither where it was there already. `later`: what it says is learnt by a job of the skill's.
    """

    new: int | None = None
    wrong: Text | str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Something new in a feed: what it is called, what there is to say, and since when.

    Its `id` is never another's, and stays the same for ever.
    """

    id: str
    title: Text | str
    words: Text | str
    at: datetime


Importing = Callable[[Chat, Sequence[Line]], Iterator[Imported]]
Feeding = Callable[Concatenate[Session, ...], Sequence[Entry]]
# A hook is also told the program's name, in lower case.
Hooking = Callable[[Chat, Mapping[str, object], str], None]
# Which program was refused, and why.
Failing = Callable[[Chat, str, Text], None]
# Whether a door is open, by the settings of its skill.
Opening = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Door:
    """A way in or out: what it is called over all skills, and the function behind it.

    `titles` are the columns an import knows: each field with the names it may go by, the best
    first. It is open `when` the skill's settings say so; what is refused there has `failed`.
    """

    skill: str
    name: str
    run: Callable[..., Any]
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    columns: Sequence[Column] = ()
    only: frozenset[Role] = frozenset()
    when: Opening = lambda _settings: True
    failed: Failing | None = None
