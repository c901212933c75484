"""Channels by name: Slack's own ids for the names people write in settings."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.platform import DeliveryError
from handlers.slack.calls import call

FRESH = 120.0

_ID = re.compile(r"[CGD][A-Z0-9]{2,}")


class Channels:
    """Looks all channels up that may be seen when a name is not known yet.

    `teams` are the workspaces they are in: one, or those of an organisation.
    """

    def __init__(
        self, client: AsyncWebClient, teams: Callable[[], Awaitable[Sequence[str]]]
    ) -> None:
        self._client = client
        self._teams = teams
        self._ids: dict[str, str] = {}
        self._fresh_until = 0.0

    async def id_of(self, channel: str) -> str:
        """The id of a channel given by id or by name ("#kudos")."""
        if is_id(channel):
            return channel
        name = channel.lstrip("#")
        if name not in self._ids and time.monotonic() > self._fresh_until:
            await self._load()
            self._fresh_until = time.monotonic() + FRESH
        if name not in self._ids:
            raise DeliveryError(f"there is no channel #{name}", final=True)
        return self._ids[name]

    async def _load(self) -> None:
        async for one in every(self._client, await self._teams()):
            if one.get("name") and not one.get("is_archived"):
                self._ids[one["name"]] = one["id"]


def is_id(channel: str) -> bool:
    """Whether a setting gives a channel by its id."""
    return _ID.fullmatch(channel) is not None


async def every(client: AsyncWebClient, teams: Sequence[str]) -> AsyncIterator[Mapping[str, Any]]:
    """Every public channel and, where that may be asked, the private ones Piazza is in."""
    try:
        async for one in _pages(client, teams, "public_channel,private_channel"):
            yield one
    except DeliveryError as error:
        if error.reason != "missing_scope":
            raise
        async for one in _pages(client, teams, "public_channel"):
            yield one


async def _pages(
    client: AsyncWebClient, teams: Sequence[str], types: str
) -> AsyncIterator[Mapping[str, Any]]:
    for team in teams:
        cursor = ""
        while True:
            page = await call(
                client.conversations_list(limit=1000, cursor=cursor, types=types, team_id=team)
            )
            for one in page["channels"]:
                yield one
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
