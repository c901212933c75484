"""Microsoft Teams as a platform: the Bot Framework in, its connector out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.errors import SetupError
from bot.runtime.catalogue import Catalogue
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError, GroupProfile, Profile
from bot.runtime.router import Router
from bot.runtime.settings import Settings

if TYPE_CHECKING:
    from bot.runtime.app import App
    from handlers.teams.package import Package
    from handlers.teams.tenant import Tenant

log = structlog.get_logger("piazza.teams")

ENDPOINT = "/api/messages"
# Microsoft's "rate limiting for bots", per bot and thread.
PER_CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))


class Teams:
    """One tenant of Microsoft 365; its SDK is loaded when it starts."""

    name = "teams"
    taken: frozenset[str] = frozenset()
    slash = ""
    per_conversation = PER_CONVERSATION

    def __init__(self, conf: Settings) -> None:
        self._conf = conf
        self.per_minute = conf.teams.rate_per_minute
        self.most_per_minute = conf.teams.most_per_minute
        self._tenant: Tenant | None = None
        self._problem = "not connected yet"

    async def start(self, app: App, *, listen: bool = True) -> None:
        """Sign in, and take what comes; wrong credentials are a SetupError.

        Where Microsoft can't be reached, it is tried again with each call; without `listen`
        that is a SetupError too.
        """
        from handlers.teams.checking import told
        from handlers.teams.tenant import Tenant

        tenant = Tenant(self._conf, app)
        try:
            await tenant.sign_in()
        except DeliveryError as error:
            if error.pause or not listen:
                await tenant.stop()
                raise SetupError(told(error)) from error
            log.warning("not_connected", reason=error.reason)
        self._tenant, self._problem = tenant, "ok"

    async def stop(self) -> None:
        """Disconnect; what is being answered is finished first."""
        if self._tenant is not None:
            await self._tenant.stop()

    def routes(self) -> Sequence[web.RouteDef]:
        """The messaging endpoint."""
        return [web.post(ENDPOINT, self._messages)]

    def pages(self) -> Sequence[web.RouteDef]:
        """Teams is its own page."""
        return ()

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        if self._tenant is None:
            return web.Response(status=503, text="not connected to Teams yet")
        return await self._tenant.door(request)

    def state(self) -> Mapping[str, str]:
        """How the connection stands."""
        return {"teams": self._problem}

    @property
    def workspaces(self) -> Sequence[str]:
        """The tenant, once connected."""
        return [self._tenant.workspace] if self._tenant else ()

    async def look_up(self, workspace: str, ids: Iterable[str]) -> list[Profile]:
        """Ask Teams who these people are."""
        return await self._connected.people.look_up(ids)

    def roster(self, workspace: str) -> AsyncIterator[list[Profile]]:
        """Everybody in the teams and chats that have the app, a page at a time."""
        return self._connected.people.roster()

    async def groups(self, workspace: str) -> list[GroupProfile]:
        """None: a bot is not told of the tags of a team."""
        return []

    async def can_post(self, workspace: str, channel: str) -> bool:
        """Whether there is such a channel in a team that has the app."""
        return await self._connected.channels.can_post(channel)

    async def check(self, router: Router) -> list[str]:
        """What is missing for Teams to work, a line each."""
        from handlers.teams.tenant import check

        return await check(self._conf)

    @staticmethod
    def package(conf: Settings, router: Router, catalogue: Catalogue, now: datetime) -> Package:
        """What an administrator uploads to install Piazza."""
        from handlers.teams.package import package

        return package(conf, router, catalogue, now)

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Send, update or remove one card."""
        return await self._connected.sender.deliver(parcel)

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """None: what the bot has written, Teams does not tell."""
        return None

    @property
    def _connected(self) -> Tenant:
        if self._tenant is None:
            raise DeliveryError("not connected yet")
        return self._tenant
