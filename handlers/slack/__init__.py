"""Slack as a platform: HTTP or Socket Mode in, the Web API out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.logger.messages import warning_token_skipped

from bot.errors import SetupError
from bot.runtime.app import App
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError, GroupProfile, Profile
from bot.runtime.router import Router
from bot.runtime.settings import Settings
from bot.runtime.words import Words
from handlers.slack.checking import faults, told, told_of_app_token
from handlers.slack.checking_all import faults_of_all
from handlers.slack.clients import new_session, web_client
from handlers.slack.door import Door
from handlers.slack.installing import Installing
from handlers.slack.manifest import manifest
from handlers.slack.plain_pages import learn
from handlers.slack.reception import Reception
from handlers.slack.socket import Socket
from handlers.slack.taken import TAKEN
from handlers.slack.threads import Threads
from handlers.slack.workplaces import InstalledWorkplaces, OneWorkplace, Workplaces

log = structlog.get_logger("piazza.slack")

RETRY = 5.0


class Slack:
    """One workspace, or several that install Piazza; Socket Mode when there is an app token."""

    name = "slack"
    taken = TAKEN
    slash = "/"
    per_conversation = ()

    def __init__(self, conf: Settings) -> None:
        self._conf = conf
        self._secrets = conf.secrets
        self.per_minute = conf.slack.rate_per_minute
        self.most_per_minute = conf.slack.most_per_minute
        self._problem = "not connected yet"
        self._places: Workplaces | None = None
        self._socket: Socket | None = None
        self._door: Door | None = None
        self._reception: Reception | None = None
        self._installing: Installing | None = None
        self._retry: asyncio.Task[None] | None = None

    async def start(self, app: App, *, listen: bool = True) -> None:
        """Connect; a wrong token is a SetupError, an unreachable Slack is tried again.

        Without `listen` nothing is taken in, and an unreachable Slack is a SetupError too.
        """
        self._session = new_session()
        try:
            self._places = self._workplaces(app)
            await self._places.meet()
            if listen:
                await self._connect(app, self._places)
        except SetupError:
            await self.stop()
            raise
        except DeliveryError as error:
            if error.pause or not listen:
                await self.stop()
                raise SetupError(told(error)) from error
            self._problem = error.reason
            log.warning("not_connected", reason=error.reason)
            self._retry = asyncio.create_task(self._connect_later(app))

    def _workplaces(self, app: App) -> Workplaces:
        if self._secrets.slack_client_id is None:
            return OneWorkplace(self._session, self._conf)
        places = InstalledWorkplaces(self._session, self._conf, app.database)
        learn(app.catalogue)
        self._installing = Installing(app, self, places)
        return places

    async def _connect(self, app: App, places: Workplaces) -> None:
        self._reception = Reception(app, places)
        bolt = self._reception.bolt()
        threads = Threads(app, places)
        app_token = self._secrets.slack_app_token
        if app_token is not None:
            await self._open_socket(bolt, app_token.get_secret_value(), threads)
        elif self._secrets.slack_signing_secret is not None:
            self._door = Door(self._secrets.slack_signing_secret.get_secret_value(), bolt, threads)
        self._problem = "ok"

    async def _open_socket(self, bolt: AsyncApp, app_token: str, threads: Threads) -> None:
        client = web_client(self._secrets.slack_api_url, self._session)
        socket = Socket(bolt, client, app_token, threads)
        try:
            await socket.start()
        except DeliveryError as error:
            if error.pause:
                raise SetupError(told_of_app_token(error)) from error
            raise
        self._socket = socket

    async def _connect_later(self, app: App) -> None:
        assert self._places is not None
        while self._problem != "ok":
            await asyncio.sleep(RETRY)
            try:
                await self._places.meet()
                await self._connect(app, self._places)
            except DeliveryError as error:
                self._problem = error.reason
            except SetupError as error:
                self._problem = str(error)

    async def stop(self) -> None:
        """Disconnect; what is being answered is finished first."""
        if self._retry is not None:
            self._retry.cancel()
        if self._socket is not None:
            await self._socket.stop()
        if self._installing is not None:
            await self._installing.stop()
        if self._reception is not None:
            await self._reception.stop()
        await self._session.close()

    def routes(self) -> Sequence[web.RouteDef]:
        """Slack's one address, in HTTP mode; where workspaces install Piazza, if they may."""
        events = [] if self._secrets.slack_app_token else [web.post("/slack/events", self._events)]
        if self._secrets.slack_client_id is None:
            return events
        return [
            *events,
            web.get("/slack/install", self._install),
            web.get("/slack/oauth_redirect", self._installed),
        ]

    def pages(self) -> Sequence[web.RouteDef]:
        """Slack is its own page."""
        return ()

    async def _events(self, request: web.Request) -> web.StreamResponse:
        return await self._door(request) if self._door else _not_yet()

    async def _install(self, request: web.Request) -> web.StreamResponse:
        return await self._installing.begin(request) if self._installing else _not_yet()

    async def _installed(self, request: web.Request) -> web.StreamResponse:
        return await self._installing.finish(request) if self._installing else _not_yet()

    def state(self) -> Mapping[str, str]:
        """How the connection stands, and each workspace of which something is to be said."""
        connected = self._problem == "ok" and self._socket is not None
        state = self._socket.state if connected and self._socket else self._problem
        return {"slack": state} | (self._places.state() if self._places else {})

    @property
    def workspaces(self) -> Sequence[str]:
        """The workspaces, once connected."""
        return [place.key for place in self._places.here.values()] if self._places else ()

    async def look_up(self, workspace: str, ids: Iterable[str]) -> list[Profile]:
        """Ask Slack who these users are."""
        return await self._connected.of(workspace).look_up(ids)

    def roster(self, workspace: str) -> AsyncIterator[list[Profile]]:
        """Everybody in the workspace, a page at a time, as slowly as Slack asks."""
        return self._connected.of(workspace).roster()

    async def groups(self, workspace: str) -> list[GroupProfile]:
        """Every user group; none where there are no such groups, or we may not know of them."""
        return await self._connected.of(workspace).groups()

    async def can_post(self, workspace: str, channel: str) -> bool:
        """Whether there is such a channel, public or with Piazza in it."""
        return await self._connected.of(workspace).can_post(channel)

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Send, update or remove one card."""
        return await self._connected.of(parcel.workspace).deliver(parcel)

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """Where a card has arrived, or nothing; None where that cannot be known."""
        return await self._connected.of(parcel.workspace).look(parcel, since)

    @property
    def _connected(self) -> Workplaces:
        if self._places is None:
            raise DeliveryError("not connected yet")
        return self._places

    async def check(self, router: Router) -> list[str]:
        """What is missing for Slack to work, a line each."""
        async with new_session() as session:
            if self._secrets.slack_client_id is not None:
                return await faults_of_all(self._conf, session, router)
            assert self._secrets.slack_bot_token is not None
            token = self._secrets.slack_bot_token.get_secret_value()
            client = web_client(self._secrets.slack_api_url, session, token)
            return await faults(self._conf, client, router)

    @staticmethod
    def manifest(router: Router, words: Words, url: str) -> dict[str, Any]:
        """What Slack has to know to install Piazza."""
        return manifest(router, words, url)


def _not_yet() -> web.Response:
    return web.Response(status=503, text="not connected to Slack yet")


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns at every start that it will not use the environment's token, as is meant."""
    return record.msg != warning_token_skipped()


logging.getLogger(f"slack_bolt.{AsyncApp.__name__}").addFilter(_is_news)
