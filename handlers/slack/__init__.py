"""Slack as a platform: HTTP or Socket Mode in, the Web API out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_token_skipped
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SetupError
from bot.runtime.app import App
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError, GroupProfile, Profile
from bot.runtime.router import Router
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.runtime.words import Words
from handlers.slack.calls import call
from handlers.slack.channels import Channels
from handlers.slack.checking import faults, told, told_of_app_token
from handlers.slack.door import Door
from handlers.slack.listening import Listener
from handlers.slack.manifest import manifest
from handlers.slack.people import group, profile
from handlers.slack.send import Sender
from handlers.slack.socket import Socket
from handlers.slack.taken import TAKEN

log = structlog.get_logger("piazza.slack")

TIMEOUT = 10
PAGE = 200
RETRY = 5.0
# A plan without user groups, or an app that may not read them.
NO_GROUPS = ("plan_upgrade_required", "missing_scope")


class Slack:
    """One Slack workspace; Socket Mode when there is an app token, HTTP otherwise."""

    name = "slack"
    taken = TAKEN

    def __init__(self, conf: Settings) -> None:
        self._conf = conf
        self._secrets = conf.secrets
        self.per_minute = conf.slack.rate_per_minute
        self._home = ""
        self._problem = "not connected yet"
        self._socket: Socket | None = None
        self._door: Door | None = None
        self._listener: Listener | None = None
        self._retry: asyncio.Task[None] | None = None

    async def start(self, app: App, *, listen: bool = True) -> None:
        """Connect; a wrong token is a SetupError, an unreachable Slack is tried again.

        Without `listen` nothing is taken in, and an unreachable Slack is a SetupError too.
        """
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        self._client = web_client(self._secrets, self._session)
        self._sender = Sender(self._client, self._session, Channels(self._client))
        try:
            who = await self._meet()
            if listen:
                await self._connect(app, who)
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

    async def _meet(self) -> Mapping[str, Any]:
        who: Mapping[str, Any] = (await call(self._client.auth_test())).data
        self._home = who["team_id"]
        return who

    async def _connect(self, app: App, who: Mapping[str, Any]) -> None:
        self._listener = Listener(app, self._client, self._sender, self._home)
        bolt = self._bolt(who)
        self._listener.listen(bolt)
        app_token = self._secrets.slack_app_token
        if app_token is not None:
            await self._open_socket(Socket(bolt, self._client, app_token.get_secret_value()))
        elif self._secrets.slack_signing_secret is not None:
            self._door = Door(self._secrets.slack_signing_secret.get_secret_value(), bolt)
        self._problem = "ok"

    async def _open_socket(self, socket: Socket) -> None:
        try:
            await socket.start()
        except DeliveryError as error:
            if error.pause:
                raise SetupError(told_of_app_token(error)) from error
            raise
        self._socket = socket

    async def _connect_later(self, app: App) -> None:
        while self._problem != "ok":
            await asyncio.sleep(RETRY)
            try:
                await self._connect(app, await self._meet())
            except DeliveryError as error:
                self._problem = error.reason
            except SetupError as error:
                self._problem = str(error)

    def _bolt(self, who: Mapping[str, Any]) -> AsyncApp:
        result = AuthorizeResult(
            enterprise_id=who.get("enterprise_id"),
            team_id=self._home,
            bot_user_id=who.get("user_id"),
            bot_id=who.get("bot_id"),
            bot_token=self._client.token,
        )

        async def authorize(**_: object) -> AuthorizeResult:
            return result

        return AsyncApp(
            name="piazza",
            authorize=authorize,
            process_before_response=True,
            # The door has checked the signature before anything was parsed.
            request_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )

    async def stop(self) -> None:
        """Disconnect; what is being answered is finished first."""
        if self._retry is not None:
            self._retry.cancel()
        if self._socket is not None:
            await self._socket.stop()
        if self._listener is not None:
            await self._listener.stop()
        await self._session.close()

    def routes(self) -> Sequence[web.RouteDef]:
        """Slack's one address, in HTTP mode."""
        if self._secrets.slack_app_token is not None:
            return ()
        return (web.post("/slack/events", self._on_request),)

    def pages(self) -> Sequence[web.RouteDef]:
        """Slack is its own page."""
        return ()

    async def _on_request(self, request: web.Request) -> web.StreamResponse:
        if self._door is None:
            return web.Response(status=503, text="not connected to Slack yet")
        return await self._door(request)

    def state(self) -> Mapping[str, str]:
        """How the connection stands."""
        if self._problem == "ok" and self._socket is not None:
            return {"slack": self._socket.state}
        return {"slack": self._problem}

    @property
    def workspaces(self) -> Sequence[str]:
        """The workspace, once connected."""
        return (f"slack:{self._home}",) if self._home else ()

    async def look_up(self, workspace: str, ids: Iterable[str]) -> list[Profile]:
        """Ask Slack who these users are."""
        found = await asyncio.gather(*(self._look_up(one) for one in ids))
        return [one for one in found if one is not None]

    async def _look_up(self, id_: str) -> Profile | None:
        try:
            answer = await call(self._client.users_info(user=id_, include_locale=True))
        except DeliveryError as error:
            if error.reason in ("user_not_found", "user_not_visible"):
                return None
            raise
        return profile(answer["user"], self._home)

    async def roster(self, workspace: str) -> AsyncIterator[list[Profile]]:
        """Everybody in the workspace, a page at a time, as slowly as Slack asks."""
        cursor = ""
        while True:
            page = await self._page(cursor)
            yield [profile(user, self._home) for user in page["members"]]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def groups(self, workspace: str) -> list[GroupProfile]:
        """Every user group; none where there are no such groups, or we may not know of them."""
        try:
            answer = await self._patiently(
                lambda: self._client.usergroups_list(include_users=True, include_disabled=True)
            )
        except DeliveryError as error:
            if error.reason not in NO_GROUPS:
                raise
            log.info("no_groups", reason=error.reason)
            return []
        return [group(one) for one in answer["usergroups"]]

    async def _page(self, cursor: str) -> Any:
        return await self._patiently(
            lambda: self._client.users_list(limit=PAGE, cursor=cursor, include_locale=True)
        )

    async def _patiently(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        while True:
            try:
                return await call(ask())
            except DeliveryError as error:
                if error.retry_after is None:
                    raise
                await asyncio.sleep(error.retry_after)

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Send, update or remove one card."""
        return await self._sender.deliver(parcel)

    async def check(self) -> list[str]:
        """What is missing for Slack to work, a line each."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
            return await faults(self._conf, web_client(self._secrets, session))

    @staticmethod
    def manifest(router: Router, words: Words, url: str) -> dict[str, Any]:
        """What Slack has to know to install Piazza."""
        return manifest(router, words, url)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns at every start that it will not use the environment's token, as is meant."""
    return record.msg != warning_token_skipped()


logging.getLogger(f"slack_bolt.{AsyncApp.__name__}").addFilter(_is_news)


def web_client(secrets: Secrets, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that makes each call once; who may repeat it is decided by the outbox."""
    assert secrets.slack_bot_token is not None
    return AsyncWebClient(
        token=secrets.slack_bot_token.get_secret_value(),
        base_url=secrets.slack_api_url,
        session=session,
        timeout=TIMEOUT,
        retry_handlers=[],
    )
