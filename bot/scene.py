"""A scene: an hour of a working day in the sample company, for a skill to bring to life."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from random import Random
from typing import Any, Concatenate, ParamSpec, TypeAlias

from bot.chat import Chat
from bot.people import Group, Person

P = ParamSpec("P")

HOURS_A_WEEK = 45


@dataclass(frozen=True, slots=True)
class Types:
    """Somebody types a command; what its form still asks for is filled in from `fills`."""

    who: Person
    said: tuple[str | Person, ...]
    fills: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Presses:
    """Somebody presses such a button on one of the latest cards they can see."""

    who: Person
    on: Callable[..., None]
    fills: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reacts:
    """Somebody reacts to one of the latest cards they can see."""

    who: Person
    emoji: str


Act: TypeAlias = Types | Presses | Reacts


@dataclass(eq=False)
class Scene:
    """Who is at work in this hour of their own day, and what they do.

    `now` is the hour's beginning (aware, UTC). What is done is carried out when the skill has
    returned, by the same doors and under the same rules as anybody's; what is refused is refused.
    In the week of the `fair`, the last whole one, more happens than usual.
    `unlisted` names colleagues who have no account; `groups` can be named as one, by their handles.
    """

    now: datetime
    random: Random
    people: Sequence[Person]
    team_of: Callable[[Person], Sequence[Person]]
    lines_of: Callable[[str, str], Sequence[str]]
    unlisted: Sequence[str] = ()
    groups: Sequence[Group] = ()
    fair: bool = False
    acts: list[Act] = field(default_factory=list)

    def some(self, a_week: float) -> list[Person]:
        """Those to whom it happens now, when on average it happens `a_week` times a week to each.

        Some are livelier than others, and always the same ones.
        """
        chance = a_week / HOURS_A_WEEK
        return [one for one in self.people if self.random.random() < chance * _zeal(one.id)]

    def colleague(self, of: Person) -> Person:
        """Somebody they work with: of their own team, more often than not."""
        near = [one for one in self.team_of(of) if one != of]
        far = [one for one in self.people if one != of]
        return self.random.choice((near if near and self.random.random() < 0.7 else far) or [of])

    def line(self, kind: str, who: Person) -> str:
        """A line of this kind in their language, from the skill's `sample/<language>.yaml`."""
        return self.random.choice(self.lines_of(kind, who.language))

    def types(self, who: Person, /, *said: str | Person, **fills: Any) -> None:
        """Let somebody type a command, such as "/kudos", a person, "for the help"."""
        self.acts.append(Types(who, said, fills))

    def presses(
        self, who: Person, on: Callable[Concatenate[Chat, P], None], /, **fills: Any
    ) -> None:
        """Let somebody press a button bound to this function, on a card they can see."""
        self.acts.append(Presses(who, on, fills))

    def reacts(self, who: Person, emoji: str) -> None:
        """Let somebody react to a card they can see."""
        self.acts.append(Reacts(who, emoji))


@cache
def _zeal(person: int) -> float:
    """How lively somebody is: from 0 to 3, on average 1."""
    return float(3 * Random(person).random() ** 2)  # noqa: S311 - this is a game
