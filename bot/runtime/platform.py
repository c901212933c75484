"""The port: what a chat platform must offer so that Piazza can live there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.people import Kind
from bot.runtime.outgoing import Parcel

if TYPE_CHECKING:
    # Most commands serve nothing, and it takes its time to load.
    from aiohttp import web

    from bot.runtime.app import App
    from bot.runtime.router import Router


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody as a platform knows them; `language` is a code such as "it", or empty."""

    id: str
    name: str
    handle: str = ""
    email: str = ""
    zone: str = ""
    language: str = ""
    kind: Kind = Kind.MEMBER
    active: bool = True


@dataclass(frozen=True, slots=True)
class GroupProfile:
    """A group of people as a platform knows it; `members` are its ids for them."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...] = ()
    active: bool = True


class DeliveryError(Exception):
    """A parcel that did not arrive, or of which nobody knows whether it did.

    `final`: trying again is useless. `unknown`: it may have arrived. `pause`: the whole workspace
    is affected (a bad token). `retry_after`: seconds the platform asked us to wait.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        unknown: bool = False,
        pause: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.unknown = unknown
        self.pause = pause
        self.retry_after = retry_after

    @property
    def for_all(self) -> bool:
        """Whether it concerns others as well: nothing of the kind may leave now."""
        return self.pause or self.retry_after is not None


class Platform(Protocol):
    """A chat platform, connected to one or more workspaces."""

    name: str

    @property
    def taken(self) -> Collection[str]:
        """The names of commands that are the platform's own."""

    @property
    def slash(self) -> str:
        """What people type before a command: a slash, or nothing."""

    @property
    def per_minute(self) -> int:
        """With how many messages a minute to begin in one workspace."""

    @property
    def most_per_minute(self) -> int:
        """How many messages a minute one workspace may take, as long as it does not refuse."""

    @property
    def per_conversation(self) -> Sequence[tuple[int, float]]:
        """How many messages one conversation takes in how many seconds, limit by limit.

        None where bursts are let through, and refused with a time to wait when it is too much.
        """

    async def start(self, app: App, *, listen: bool = True) -> None:
        """Connect, and begin to hand what comes in to `app.handle`; without `listen`, only ask."""

    async def stop(self) -> None:
        """Disconnect; what is under way is finished first."""

    def routes(self) -> Sequence[web.RouteDef]:
        """What the platform calls on the public side."""

    def pages(self) -> Sequence[web.RouteDef]:
        """What people open in a browser, on the inner side."""

    def state(self) -> Mapping[str, str]:
        """How the connection stands, each item "ok", "paused: why", or what is wrong."""

    @property
    def workspaces(self) -> Sequence[str]:
        """The workspaces it serves, such as "slack:T01"."""

    async def look_up(self, workspace: str, ids: Iterable[str]) -> list[Profile]:
        """Ask the platform who somebody is; unknown ids are left out."""

    def roster(self, workspace: str) -> AsyncIterator[list[Profile]]:
        """Everybody, a page at a time."""

    async def groups(self, workspace: str) -> list[GroupProfile]:
        """Every group people can name as one; none where there is no such thing."""

    async def can_post(self, workspace: str, channel: str) -> bool:
        """Whether there is such a channel, by name or id, in which Piazza may post."""

    async def check(self, router: Router) -> list[str]:
        """What is missing for what the skills do, a line each that says how to mend it."""

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Send, update or remove a card once; return its place; raise DeliveryError."""

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """Where a card has arrived of which that is not known, or nothing when it has not.

        None when nobody can tell. It was sent after `since`; raise DeliveryError.
        """
