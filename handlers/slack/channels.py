"""Channels by name: Slack's own ids for the names people write in settings."""

from __future__ import annotations

import re
import time

from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.platform import DeliveryError
from handlers.slack.calls import call

FRESH = 120.0

_ID = re.compile(r"[CGD][A-Z0-9]{2,}")


class Channels:
    """Looks all public channels up when a name is not known yet."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._ids: dict[str, str] = {}
        self._fresh_until = 0.0

    async def id_of(self, channel: str) -> str:
        """The id of a channel given by id or by name ("#kudos")."""
        if _ID.fullmatch(channel):
            return channel
        name = channel.lstrip("#")
        if name not in self._ids and time.monotonic() > self._fresh_until:
            await self._load()
            self._fresh_until = time.monotonic() + FRESH
        if name not in self._ids:
            raise DeliveryError(f"there is no channel #{name}", final=True)
        return self._ids[name]

    async def _load(self) -> None:
        cursor = ""
        while True:
            page = await call(
                self._client.conversations_list(
                    limit=1000, cursor=cursor, exclude_archived=True, types="public_channel"
                )
            )
            self._ids |= {one["name"]: one["id"] for one in page["channels"] if one.get("name")}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
