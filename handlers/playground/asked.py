"""Asked: what a page may ask for, each request typed and bounded."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

Words = StringConstraints(min_length=1, max_length=4000)
Id = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,64}$")]
Room = Annotated[str, StringConstraints(pattern=r"^[#@][^\s#@]{1,100}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[\w-]{8,64}$")]
Token = Annotated[str, StringConstraints(min_length=1, max_length=8000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Number = Annotated[int, Field(ge=1, lt=2**53)]
# The ids of people, or options, which no database takes with a zero in them.
Several = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,3000}$")]
Filled = (
    Annotated[str, StringConstraints(max_length=20_000)]
    | Annotated[list[Several], Field(max_length=200)]
)


class Asked(BaseModel):
    """A request; what stands in it beyond its fields is not read."""

    model_config = ConfigDict(strict=True, frozen=True)


class Look(Asked):
    """A request that only shows something."""


class Act(Asked):
    """A request that leaves traces: under one key it counts once."""

    key: Key


class Hello(Asked):
    do: Literal["hello"]
    who: Id | None = Field(None, alias="as")
    language: Name | None = None
    speaks: Name | None = None


class People(Look):
    do: Literal["people"]
    find: Annotated[str, StringConstraints(max_length=200)]


class Messages(Look):
    do: Literal["messages"]
    room: Room
    before: Number | None = None


class Seen(Look):
    do: Literal["seen"]
    room: Room


class Named(Asked):
    """Somebody mentioned among what was said."""

    id: Id
    shown: Annotated[str, StringConstraints(max_length=200)] = ""


Said = Annotated[
    list[Annotated[str, StringConstraints(max_length=4000)] | Named], Field(max_length=200)
]


class Post(Act):
    """Words for a room; `said` are the same ones, those mentioned apart."""

    do: Literal["post"]
    room: Room
    text: Annotated[str, Words]
    said: Said = []


class Command(Act):
    do: Literal["command"]
    room: Room
    words: Annotated[str, StringConstraints(min_length=2, max_length=64)]
    said: Said = []


class Press(Act):
    do: Literal["press"]
    room: Room
    message: Number | None = None
    token: Token


class Submit(Act):
    do: Literal["submit"]
    room: Room
    token: Token
    values: Annotated[dict[Name, Filled | None], Field(max_length=100)]


class Shortcut(Act):
    do: Literal["shortcut"]
    room: Room
    message: Number | None = None
    name: Name


class React(Act):
    do: Literal["react"]
    message: Number
    name: Name
    on: bool


class Reply(Act):
    """Words for the thread of a card."""

    do: Literal["reply"]
    message: Number
    text: Annotated[str, Words]


class Home(Act):
    do: Literal["home"]


class Clock(Act):
    do: Literal["clock"]
    to: Literal["now", "hour", "friday", "monday"]


class Journal(Look):
    do: Literal["journal"]


Request: TypeAlias = Hello | Look | Act

_requests: TypeAdapter[Request] = TypeAdapter(
    Annotated[
        Hello
        | People
        | Messages
        | Seen
        | Journal
        | Post
        | Command
        | Press
        | Submit
        | Shortcut
        | React
        | Reply
        | Home
        | Clock,
        Field(discriminator="do"),
    ]
)


class Malformed(ValueError):
    """No page of ours asks like that; `nr` is the request's number, where it can be made out."""

    def __init__(self, nr: int | None) -> None:
        super().__init__("malformed")
        self.nr = nr


def read(frame: str) -> tuple[int, Request]:
    """Read one frame: its number and what it asks for; raise Malformed."""
    try:
        found: Any = json.loads(frame)
    except (ValueError, RecursionError):
        raise Malformed(None) from None
    nr = found.get("nr") if isinstance(found, dict) else None
    if type(nr) is not int or not 0 <= nr < 2**53:
        raise Malformed(None)
    try:
        return nr, _requests.validate_python(found)
    except (ValidationError, RecursionError):
        raise Malformed(nr) from None
