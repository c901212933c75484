"""Installing: the two pages by which a workspace that may have Piazza gets it, by OAuth."""

from __future__ import annotations

import asyncio
import secrets
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode, urljoin

import structlog
from aiohttp import encode_basic_auth, web
from slack_sdk.oauth.installation_store import Bot

from bot.delivery.inbox import take
from bot.runtime.app import App
from bot.runtime.platform import DeliveryError, Platform
from bot.runtime.seal import ANYONE, Forged, Sealed
from bot.store.errors import Busy
from handlers.slack.calls import call
from handlers.slack.clients import web_client
from handlers.slack.installations import home_of
from handlers.slack.manifest import REDIRECT, SCOPES
from handlers.slack.plain_pages import Page, redirect, shown
from handlers.slack.workplaces import InstalledWorkplaces, admitted

log = structlog.get_logger("piazza.slack.install")

# The seal's and the inbox's name for what is handed out here.
STATE: Final = "slack/install"
SECONDS: Final = 600
COOKIE: Final = "__Host-piazza-install"


class Installing:
    """Sends a browser to Slack and takes it back; nothing is stored before it has come back."""

    def __init__(self, app: App, platform: Platform, places: InstalledWorkplaces) -> None:
        self._app = app
        self._platform = platform
        self._places = places
        self._conf = app.house.conf
        self._client = web_client(self._conf.secrets.slack_api_url, places.session)
        self._meeting: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Meet nobody any more."""
        for task in self._meeting:
            task.cancel()

    async def begin(self, _request: web.Request) -> web.Response:
        """Send the browser to Slack, with a mark that only this browser can bring back."""
        nonce = secrets.token_urlsafe(24)
        until = int(self._app.clock().timestamp()) + SECONDS
        state = self._app.seal.close(STATE, Sealed(STATE, (nonce, until), ANYONE))
        asked = {
            "client_id": self._conf.secrets.slack_client_id,
            "scope": ",".join(sorted(SCOPES)),
            "state": state,
            **self._back,
        }
        address = urljoin(self._conf.secrets.slack_api_url, "../oauth/v2/authorize")
        return redirect(f"{address}?{urlencode(asked)}", COOKIE, nonce, SECONDS)

    @property
    def _back(self) -> dict[str, str]:
        """Where Slack sends the browser back to; without an address, to what the app says there."""
        address = self._conf.secrets.piazza_public_url
        return {"redirect_uri": f"{address.rstrip('/')}{REDIRECT}"} if address else {}

    async def finish(self, request: web.Request) -> web.Response:
        """Take the browser back, and say in a plain page what has come of it."""
        try:
            page = await self._finished(request)
        except Busy:
            page = Page("busy", 503)
        except DeliveryError as error:
            log.warning("not_installed", reason=error.reason)
            page = Page("refused", 502)
        except Exception:
            log.exception("not_installed")
            page = Page("failed", 500)
        return shown(self._app, request, page, COOKIE)

    async def _finished(self, request: web.Request) -> Page:
        nonce = self._nonce(request)
        if not nonce or not await self._first_time(nonce):
            return Page("again", 400)
        code = request.query.get("code")
        if not code:
            return Page("denied", 400)
        bot = await self._exchanged(code)
        return await self._installed(bot)

    def _nonce(self, request: web.Request) -> str:
        """What this browser was sent off with; empty when it was not, or is too late."""
        try:
            sealed = self._app.seal.open(STATE, request.query.get("state", ""))
        except Forged:
            return ""
        nonce, until = sealed.arguments
        brought = request.cookies.get(COOKIE, "")
        in_time = self._app.clock().timestamp() <= until
        same = secrets.compare_digest(brought.encode(errors="replace"), str(nonce).encode())
        return str(nonce) if in_time and same else ""

    async def _first_time(self, nonce: str) -> bool:
        note = partial(take, source=STATE, key=nonce, who=nonce, now=self._app.clock())
        return await self._app.database.write(lambda db: note(db.connection()))

    async def _exchanged(self, code: str) -> Bot:
        """The installation that Slack gives for a code, and who Piazza is there."""
        mine = self._conf.secrets
        assert mine.slack_client_id is not None
        assert mine.slack_client_secret is not None
        secret = mine.slack_client_secret.get_secret_value()
        # The library's own method uses what aiohttp has deprecated.
        given = await call(
            self._client.api_call(
                "oauth.v2.access",
                data={"code": code, **self._back},
                headers={"Authorization": encode_basic_auth(mine.slack_client_id, secret)},
            )
        )
        client = web_client(mine.slack_api_url, self._places.session, given["access_token"])
        who = await call(client.auth_test())
        return _bot(given.data, who.data, self._app.clock().timestamp())

    async def _installed(self, bot: Bot) -> Page:
        home, name = home_of(bot), bot.team_name or bot.enterprise_name or ""
        listed = self._conf.slack.workspaces
        saved = await self._places.installations.save(
            bot, lambda others: admitted(home, others, listed)
        )
        if not saved:
            log.warning("not_admitted", workspace=f"slack:{home}")
            await self._give_back(bot)
            return Page("stranger", 403, {"id": home, "name": name})
        log.info("installed", workspace=f"slack:{home}")
        await self._places.refresh()
        self._meet(home)
        return Page("org" if bot.is_enterprise_install else "done", 200, {"name": name})

    async def _give_back(self, bot: Bot) -> None:
        """Leave no living token behind where Piazza may not be."""
        session, address = self._places.session, self._conf.secrets.slack_api_url
        try:
            await call(web_client(address, session, bot.bot_token).auth_revoke())
        except DeliveryError as error:
            log.warning("not_given_back", reason=error.reason)

    def _meet(self, home: str) -> None:
        """Get to know everybody there, in the background."""

        async def meet() -> None:
            try:
                await self._app.registry.fetch_roster(self._platform, f"slack:{home}")
                await self._app.registry.fetch_groups(self._platform, f"slack:{home}")
            except (Busy, DeliveryError) as error:
                log.warning("not_met", workspace=f"slack:{home}", reason=str(error))

        task = asyncio.create_task(meet())
        self._meeting.add(task)
        task.add_done_callback(self._meeting.discard)


def _bot(given: dict[str, Any], who: dict[str, Any], now: float) -> Bot:
    team, organisation = given.get("team") or {}, given.get("enterprise") or {}
    whole = given.get("is_enterprise_install") is True
    return Bot(
        app_id=given["app_id"],
        enterprise_id=organisation.get("id"),
        enterprise_name=organisation.get("name"),
        team_id=None if whole else team["id"],
        team_name=None if whole else team.get("name"),
        bot_token=given["access_token"],
        bot_id=who["bot_id"],
        bot_user_id=given["bot_user_id"],
        bot_scopes=given.get("scope", ""),
        is_enterprise_install=whole,
        installed_at=now,
    )
