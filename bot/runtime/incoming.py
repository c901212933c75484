"""What reaches Piazza from any platform, in neutral words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Ref:
    """Somebody named in a command by the platform's own id, with the name that was shown.

    `group`: it is several people who are named as one.
    """

    id: str
    shown: str = ""
    group: bool = False


Said: TypeAlias = tuple["str | Ref", ...]


HELP = "piazza"


@dataclass(frozen=True, slots=True)
class Called:
    """A command: its first word, then what was said after it.

    `aloud`: it was said to Piazza in a message; no form can open there.
    """

    command: str
    said: Said = ()
    aloud: bool = False

    def again(self) -> str:
        """All that the person typed, to be typed or copied again; empty for a bare command."""
        typed = self.typed()
        return f"/{self.command} {typed}" if typed and not self.aloud else typed

    def typed(self) -> str:
        """What the person typed after the command, for keeping."""
        parts = (p if isinstance(p, str) else f"@{p.shown or p.id}" for p in self.said)
        return "".join(parts).strip()


def said_aloud(said: Said) -> Called:
    """The command that follows where a message names Piazza; with none, what Piazza can do."""
    first = said[0].lstrip(" ,:;-–").split(maxsplit=1) if said and isinstance(said[0], str) else []
    if not first:
        return Called(HELP, said, aloud=True)
    word = first[0].lstrip("/").rstrip(",.:;!?").casefold()
    return Called(word or HELP, (*first[1:], *said[1:]), aloud=True)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: its signed value and, if it hangs on a posted message, that message's place.

    `about` is what the card says it is about, where the platform can show a newer one in answer.
    """

    token: str
    place: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form sent off: the signed token it was opened with, and each field's raw value.

    People are lists of the platform's ids.
    """

    token: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picked:
    """A shortcut chosen on somebody's message; `link` leads to it where there is such a thing."""

    shortcut: str
    author: str
    text: str
    message: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A shortcut chosen from a menu that hangs on no message."""

    shortcut: str


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction to a posted message, by its name ("tada") and the message's place.

    `alike` are the names of those it stands for as well, where a skill does not take the first.
    """

    emoji: str
    place: Mapping[str, str]
    alike: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Replied:
    """Something said in the thread of a posted message, whose `place` it is; `link` leads to it."""

    place: Mapping[str, str]
    said: Said
    message: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Visited:
    """Somebody opens their home."""


What: TypeAlias = Called | Pressed | Submitted | Picked | Chosen | Reacted | Replied | Visited


@dataclass(frozen=True, slots=True)
class Incoming:
    """One interaction: who, where, what, and the key under which it counts once.

    `stranger` is somebody of another organisation; `channel` is None in a direct message's stead
    of a channel id only where the platform does not tell.
    """

    workspace: str
    key: str
    user: str
    what: What
    channel: str | None = None
    stranger: bool = False


def replied(event: Incoming, what: Replied) -> Incoming:
    """What somebody said, as a reply: one that is changed into a command later counts anew."""
    return replace(event, what=what, key=f"{event.key}/reply")


def refs(said: Sequence[str | Ref]) -> set[str]:
    """The ids of everybody named in what was said."""
    return {part.id for part in said if isinstance(part, Ref) and not part.group}


def group_refs(said: Sequence[str | Ref]) -> set[str]:
    """The ids of every group named in what was said."""
    return {part.id for part in said if isinstance(part, Ref) and part.group}
