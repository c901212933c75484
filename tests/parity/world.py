"""What a story sees of a company that uses Piazza, whatever the platform: people and words."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.directory.employees import Employee
from bot.directory.hiring import employ
from bot.directory.tables import person
from bot.people import Kind
from bot.runtime.app import App
from bot.testing_model import Parrot

NAMES: Mapping[str, str] = {
    "ann": "Ann Archer",
    "bob": "Bob Brown",
    "carla": "Carla Conti",
    "eve": "Eve Evans",
    "fred": "Fred Fox",
    "gus": "Gus Green",
}
"""Everybody's name by the word for them in a story; Ann is the community manager."""

ROOMS = ("general", "kudos")

# So many more work here whom no story names: the pulse asks no fewer than ten.
CROWD = 6

# How everybody's day begins: a Monday.
START = "2026-11-23 08:00"


@dataclass(frozen=True)
class Seen:
    """A message as its readers have it: its `lines`, its `buttons`; `key` is the world's own."""

    key: str
    lines: tuple[str, ...]
    buttons: tuple[str, ...] = ()
    own: Any = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Form:
    """A form that is open: its title, all it says, and what stands in its fields by their names."""

    title: str
    lines: tuple[str, ...]
    values: Mapping[str, Any]
    own: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Answer:
    """What somebody gets for what they have just done, and nobody else."""

    read: tuple[Seen, ...] = ()
    form: Form | None = None

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(one.text for one in self.read)

    @property
    def asks(self) -> Form:
        """The form that opened, or stayed open."""
        assert self.form is not None, f"no form, but {self.text!r}"
        return self.form


class World(ABC):
    """People are named by the words of `NAMES`; `model` is there once it has answers."""

    def __init__(self, app: App, model: Parrot) -> None:
        self.house = app.house
        self._database = app.database
        self.model = model
        self._before: dict[str, set[str]] = {}
        self._noticed: dict[str, int] = {}

    def begins(self) -> None:
        """A story begins: nobody remembers what was there before."""
        boxes = {who: self._box(who) for who in NAMES}
        boxes |= {room: self._public(room) for room in ROOMS}
        self._before = {name: {one.key for one in box} for name, box in boxes.items()}

    def employs(self, who: str, started: str, *, boss: str = "") -> None:
        """Let the HR file say since when somebody works for Ann's team, and for whom."""
        day = date.fromisoformat(started)
        line = Employee(who, NAMES[who], team="Press", manager=boss, started=day)
        named = sa.select(person.c.id).where(person.c.name == NAMES[who])

        def keep(db: Session) -> None:
            employ({db.execute(named).scalar_one(): line})(db.connection())

        self._database.write_now(keep)

    # ---- What people do ----

    def types(self, who: str, words: str) -> Answer:
        """Give a command where others are; `@bob` names somebody."""
        return self._does(who, lambda: self._type(who, words))

    def presses(self, who: str, label: str, on: Seen) -> Answer:
        """Press a button."""
        assert label in on.buttons, f"no button {label!r}; there are {on.buttons}"
        return self._does(who, lambda: self._press(who, label, on))

    def fills(self, who: str, form: Form, **values: Any) -> Answer:
        """Send a form off with these values changed; people are lists of their words."""
        return self._does(who, lambda: self._fill(who, form, values))

    def picks(self, who: str, shortcut: str, author: str, wrote: str) -> Answer:
        """Choose a shortcut from the menu of a message that somebody wrote."""
        return self._does(who, lambda: self._pick(who, shortcut, author, wrote))

    def thanks_author(self, who: str, author: str, wrote: str) -> Answer:
        """Choose the shortcut that thanks whoever wrote a message, from the message's menu."""
        return self.picks(who, "thank_author", author, wrote)

    def reacts(self, who: str, on: Seen) -> Answer:
        """React to a message with a party popper."""
        return self._does(who, lambda: self._react(who, on))

    def _does(self, who: str, act: Callable[[], Form | None]) -> Answer:
        before = {one.key for one in self._box(who)}
        form = act()
        fresh = tuple(one for one in self._box(who) if one.key not in before)
        return Answer(fresh, form)

    # ---- What people read ----

    def sees(self, who: str) -> list[Seen]:
        """What only they could read since the story began, oldest first."""
        return [one for one in self._box(who) if one.key not in self._before[who]]

    def channel(self, name: str = "kudos") -> list[Seen]:
        """What everybody reads there since the story began, oldest first."""
        return [one for one in self._public(name) if one.key not in self._before[name]]

    def _box(self, who: str) -> list[Seen]:
        """All that only they read, in the order in which it was there."""
        found = self._alone(who)
        for one in found:
            self._noticed.setdefault(one.key, len(self._noticed))
        return sorted(found, key=lambda one: self._noticed[one.key])

    @abstractmethod
    def home(self, who: str) -> Seen:
        """What somebody's home shows them now."""

    @abstractmethod
    def chart(self, seen: Seen) -> bytes:
        """The picture that stands in a message."""

    @abstractmethod
    def file(self, who: str, seen: Seen) -> tuple[str, str]:
        """The name and the words of the file that came with a message, once somebody has it."""

    # ---- What each world does in its own way ----

    @abstractmethod
    def until(self, moment: str) -> None:
        """Let time pass on the company's clock; what is due happens."""

    @abstractmethod
    def _type(self, who: str, words: str) -> Form | None: ...

    @abstractmethod
    def _press(self, who: str, label: str, on: Seen) -> Form | None: ...

    @abstractmethod
    def _fill(self, who: str, form: Form, values: Mapping[str, Any]) -> Form | None: ...

    @abstractmethod
    def _pick(self, who: str, shortcut: str, author: str, wrote: str) -> Form | None: ...

    @abstractmethod
    def _react(self, who: str, on: Seen) -> Form | None: ...

    @abstractmethod
    def _alone(self, who: str) -> list[Seen]: ...

    @abstractmethod
    def _public(self, name: str) -> list[Seen]: ...


def with_crowd(db: Connection) -> None:
    """Let more people work here, who have no account where the stories are told."""
    rows = [
        {
            "name": f"Nora {number}",
            "email": "",
            "language": "en",
            "zone": "Europe/Rome",
            "kind": Kind.MEMBER,
            "active": True,
        }
        for number in range(CROWD)
    ]
    db.execute(sa.insert(person), rows)


def lines_of(words: str) -> tuple[str, ...]:
    """Lines as they are compared: names, channels, commands without their signs, no bullets."""
    for name in NAMES.values():
        words = words.replace(f"@{name}", name)
    words = re.sub(r"(?<!\S)/(?=[a-z])", "", words)
    found = (
        line.strip().removeprefix("• ") for line in words.replace("#kudos", "kudos").splitlines()
    )
    return tuple(line for line in found if line)
