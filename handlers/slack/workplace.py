"""A workplace: one workspace, or one organisation, in which Piazza is installed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError, GroupProfile, Profile
from handlers.slack.calls import call
from handlers.slack.channels import Channels
from handlers.slack.people import group, profile
from handlers.slack.places import scopes, wrong_places
from handlers.slack.send import Sender
from handlers.slack.teams import PAGE, teams_of

log = structlog.get_logger("piazza.slack")

# A plan without user groups, or an app that may not read them.
NO_GROUPS = ("plan_upgrade_required", "missing_scope")


class Workplace:
    """Its own token, channels and people; `home` is its id: T..., or E... for an organisation.

    `user` and `bot` are Piazza itself there, `since` is when it was installed. Where it is
    not `connected`, all are strangers.
    """

    def __init__(
        self,
        home: str,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        *,
        user: str | None = None,
        bot: str | None = None,
        since: float = 0.0,
        connected: bool = True,
    ) -> None:
        self.home = home
        self.since = since
        self.connected = connected
        self.user = user
        self.bot = bot
        self.client = client
        self.sender = Sender(client, session, Channels(client, self.teams))

    @property
    def key(self) -> str:
        """The workspace, as everybody else calls it."""
        return f"slack:{self.home}"

    async def teams(self) -> list[str]:
        """The ids of its workspaces: itself, or those of an organisation that have Piazza."""
        return await teams_of(self.client, self.home)

    async def can_post(self, channel: str) -> bool:
        """Whether there is such a channel, public or with Piazza in it."""
        answer = await call(self.client.auth_test())
        granted = scopes(str(answer.headers.get("x-oauth-scopes", "")))
        named = {"post": channel}
        return not await wrong_places(self.client, await self.teams(), named, granted)

    async def look_up(self, ids: Iterable[str]) -> list[Profile]:
        """Ask Slack who these users are."""
        found = await asyncio.gather(*(self._look_up(one) for one in ids))
        return [one for one in found if one is not None]

    async def _look_up(self, id_: str) -> Profile | None:
        try:
            answer = await call(self.client.users_info(user=id_, include_locale=True))
        except DeliveryError as error:
            if error.reason in ("user_not_found", "user_not_visible"):
                return None
            raise
        return profile(answer["user"], self.home)

    async def roster(self) -> AsyncIterator[list[Profile]]:
        """Everybody, a page at a time, as slowly as Slack asks."""
        for team in await self.teams():
            cursor = ""
            while True:
                page = await self._page(team, cursor)
                yield [profile(user, self.home) for user in page["members"]]
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break

    async def groups(self) -> list[GroupProfile]:
        """Every user group; none where there are no such groups, or we may not know of them."""
        found: dict[str, GroupProfile] = {}
        try:
            for team in await self.teams():
                ask = partial(
                    self.client.usergroups_list,
                    include_users=True,
                    include_disabled=True,
                    team_id=team,
                )
                answer = await self._patiently(ask)
                found |= {one["id"]: group(one) for one in answer["usergroups"]}
        except DeliveryError as error:
            if error.reason not in NO_GROUPS:
                raise
            log.info("no_groups", reason=error.reason)
        return list(found.values())

    async def _page(self, team: str, cursor: str) -> Any:
        return await self._patiently(
            lambda: self.client.users_list(
                limit=PAGE, cursor=cursor, include_locale=True, team_id=team
            )
        )

    async def _patiently(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        while True:
            try:
                return await call(ask())
            except DeliveryError as error:
                if error.retry_after is None:
                    raise
                await asyncio.sleep(error.retry_after)

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """Where a card has arrived, or nothing; None where that cannot be known."""
        return await self.sender.look(parcel, since)

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Send, update or remove one card."""
        return await self.sender.deliver(parcel)
