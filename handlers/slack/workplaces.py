"""The workplaces: where Piazza is installed; whoever writes from anywhere else is a stranger."""

from __future__ import annotations

import time
from collections.abc import Sequence

import aiohttp
import structlog
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.runtime.platform import DeliveryError
from bot.runtime.settings import Settings
from bot.store.database import Database
from handlers.slack import teams
from handlers.slack.calls import call
from handlers.slack.clients import web_client
from handlers.slack.installations import home_of, installations
from handlers.slack.vault import UNREADABLE
from handlers.slack.workplace import Workplace

log = structlog.get_logger("piazza.slack")

FRESH = 5.0


class Workplaces:
    """The workspaces by their ids. One that has ended is not among them, but still told of."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.here: dict[str, Workplace] = {}
        self.paused: dict[str, str] = {}
        self._elsewhere: dict[str, Workplace] = {}

    async def meet(self) -> None:
        """Find out where that is; DeliveryError when Slack does not answer, or refuses."""
        raise NotImplementedError

    async def find(self, home: str) -> Workplace:
        """The workplace with this id; one that can ask nothing of Slack where Piazza is not."""
        if home in self.here:
            return self.here[home]
        if home not in self._elsewhere:
            self._elsewhere[home] = Workplace(home, Mute(), self.session, connected=False)
        return self._elsewhere[home]

    def of(self, workspace: str) -> Workplace:
        """The workplace of a workspace that is connected; DeliveryError when it is no longer."""
        place = self.here.get(workspace.partition(":")[2])
        if place is None:
            raise DeliveryError("not connected", pause=True)
        return place

    def add(self, place: Workplace) -> None:
        """Begin to serve a workplace."""
        self.here[place.home] = place
        self.paused.pop(place.home, None)

    async def end(self, place: Workplace, reason: str) -> None:
        """Serve a workplace no more."""
        log.warning("ended", workspace=place.key, reason=reason)
        self.here.pop(place.home, None)
        self.paused[place.home] = reason

    def state(self) -> dict[str, str]:
        """What has to be said of single workplaces: that of all others goes without saying."""
        return {f"slack:{home}": f"paused: {why}" for home, why in self.paused.items()}


class OneWorkplace(Workplaces):
    """The one whose token is in the environment."""

    def __init__(self, session: aiohttp.ClientSession, conf: Settings) -> None:
        super().__init__(session)
        token = conf.secrets.slack_bot_token
        assert token is not None
        self._client = web_client(conf.secrets.slack_api_url, session, token.get_secret_value())

    async def meet(self) -> None:
        who = (await call(self._client.auth_test())).data
        user, bot = who.get("user_id"), who.get("bot_id")
        self.add(Workplace(teams.home_of(who), self._client, self.session, user=user, bot=bot))

    def state(self) -> dict[str, str]:
        # There is no other: without it nothing goes on.
        why = "; ".join(self.paused.values())
        return {"slack": why} if why else {}


class InstalledWorkplaces(Workplaces):
    """Those that were installed by OAuth and may be served, as the database knows them."""

    def __init__(self, session: aiohttp.ClientSession, conf: Settings, database: Database) -> None:
        super().__init__(session)
        self._conf = conf
        self.installations = installations(conf, database)
        self._fresh_until = 0.0

    async def meet(self) -> None:
        await self.refresh()

    async def find(self, home: str) -> Workplace:
        # Another process of ours may have installed it a moment ago.
        if home not in self.here and time.monotonic() > self._fresh_until:
            await self.refresh()
        return await super().find(home)

    async def refresh(self) -> None:
        """Look up what is installed."""
        bots = await self.installations.all()
        self._fresh_until = time.monotonic() + FRESH
        self.paused.clear()
        for gone in self.here.keys() - set(map(home_of, bots)):
            del self.here[gone]
        served: list[str] = []
        for bot in bots:
            home = home_of(bot)
            why = why_not(bot, served, self._conf.slack.workspaces)
            if why:
                self.here.pop(home, None)
                self.paused[home] = why
            else:
                served.append(home)
                self._serve(home, bot)

    def _serve(self, home: str, bot: Bot) -> None:
        known = self.here.get(home)
        if known is None or known.client.token != bot.bot_token:
            self.add(_workplace(home, bot, self._conf, self.session))

    async def end(self, place: Workplace, reason: str) -> None:
        await super().end(place, reason)
        await self.installations.end(place.home)


def admitted(home: str, others: Sequence[str], listed: Sequence[str]) -> bool:
    """Whether a workspace may have Piazza beside these others; while none is listed, the first."""
    return home in listed if listed else not others


def why_not(bot: Bot, others: Sequence[str], listed: Sequence[str]) -> str:
    """Why an installation is not served; empty when it is."""
    if bot.bot_token is None:
        return "it has removed Piazza; to have it back, open /slack/install"
    if bot.bot_token == UNREADABLE:
        return "its token was sealed with another key than the one in PIAZZA_KEYS; put that back"
    if not admitted(home_of(bot), others, listed):
        return f"{home_of(bot)} is not under slack: workspaces in the settings"
    return ""


def _workplace(home: str, bot: Bot, conf: Settings, session: aiohttp.ClientSession) -> Workplace:
    return Workplace(
        home,
        web_client(conf.secrets.slack_api_url, session, bot.bot_token),
        session,
        user=bot.bot_user_id,
        bot=bot.bot_id,
        since=bot.installed_at,
    )


class Mute(AsyncWebClient):
    """Asks Slack for nothing: there is no token."""

    async def api_call(self, api_method: str, **_: object) -> AsyncSlackResponse:
        """Refuse at once."""
        raise DeliveryError(f"{api_method}: not installed there", final=True)
