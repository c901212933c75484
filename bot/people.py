"""The people a company consists of, and the places where they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

# Python itself keeps eight and reads the file of any other again, each time: people live in more.
clock_of = cache(ZoneInfo)


class Role(StrEnum):
    """A power somebody holds."""

    CM = "cm"
    CO_ORGANISER = "co_organiser"
    WORKERS_REPRESENTATIVE = "workers_representative"


# Who may look and prepare; what changes powers or removes words is for Role.CM alone.
ORGANISERS: Final = (Role.CM, Role.CO_ORGANISER)


class Kind(StrEnum):
    """What stands behind an account."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the directory knows; two are equal when they are the same person.

    `identities` maps a workspace ("slack:T01") to the person's id there; `zone` is an IANA name.
    What follows `identities` is from the HR file: `number` is theirs there, `organisation` leads
    from the company down to the team, `manager` is a person's id, `country` two letters, `birthday`
    month and day. `home` is the workspace they used last, if they have several, `closed` are those
    in which their account is closed.
    """

    id: int
    name: str = field(compare=False)
    language: str = field(compare=False, default="en")
    zone: str = field(compare=False, default="UTC")
    kind: Kind = field(compare=False, default=Kind.MEMBER)
    active: bool = field(compare=False, default=True)
    roles: frozenset[Role] = field(compare=False, default=frozenset())
    identities: Mapping[str, str] = field(compare=False, default_factory=dict)
    number: str = field(compare=False, default="")
    organisation: tuple[str, ...] = field(compare=False, default=())
    manager: int | None = field(compare=False, default=None)
    location: str = field(compare=False, default="")
    country: str = field(compare=False, default="")
    started: date | None = field(compare=False, default=None)
    birthday: tuple[int, int] | None = field(compare=False, default=None)
    home: str = field(compare=False, default="")
    closed: frozenset[str] = field(compare=False, default=frozenset())

    def reached(self, workspace: str) -> str:
        """Where they are written to: the workspace they used last, else this one, else any."""
        open_ = self.identities.keys() - self.closed or self.identities.keys()
        return next((one for one in (self.home, workspace) if one in open_), None) or min(open_)

    @property
    def clock(self) -> ZoneInfo:
        """The person's own time zone."""
        return clock_of(self.zone)


@dataclass(frozen=True, slots=True)
class Group:
    """People who are named as one, such as @backoffice; `people` are those of them who take part.

    Two are equal when they are the same group of one workspace. `with_asker` says of one that was
    named in a command that whoever named it belongs to it, and was left out of its `people`.
    """

    workspace: str
    id: str
    handle: str = field(compare=False)
    name: str = field(compare=False)
    active: bool = field(compare=False, default=True)
    people: tuple[Person, ...] = field(compare=False, default=())
    with_asker: bool = field(compare=False, default=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """A place many people read: `id` is the platform's, or a name such as "#kudos"."""

    workspace: str
    id: str


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody's message in a chat, as a shortcut hands it over; `link` leads to it, if it can."""

    author: Person | None
    text: str
    channel: Channel
    id: str
    link: str = ""
