"""Seeking: whether a message of ours stands in a conversation already, by its metadata."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from handlers.slack.calls import call

log = structlog.get_logger("piazza.slack")

EVENT = "piazza"
PAGE = 100
# How much Slack's clock may be behind ours, in seconds.
SKEW = 60


def metadata(parcel: Parcel) -> dict[str, Any]:
    """What a message carries unseen, so that it can be found again: an id that means nothing."""
    return {"event_type": EVENT, "event_payload": {"delivery": parcel.id}}


async def seek(client: AsyncWebClient, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
    """Where a direct message has arrived, or nothing; None where we may not look."""
    if not parcel.direct or parcel.card.picture or parcel.card.file:
        # In channels we read nothing, and a shared file carries no metadata.
        return None
    try:
        opened = await call(client.conversations_open(users=parcel.to))
        channel = str(opened["channel"]["id"])
        async for message in _messages(client, channel, since):
            if _delivery(message) == parcel.id:
                return {"channel": channel, "message": message["ts"]}
    except DeliveryError as error:
        if not error.final:
            raise
        log.info("not_looked_up", reason=error.reason)
        return None
    return {}


async def _messages(
    client: AsyncWebClient, channel: str, since: datetime
) -> AsyncIterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = await call(
            client.conversations_history(
                channel=channel,
                oldest=f"{since.timestamp() - SKEW:.6f}",
                inclusive=True,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
            )
        )
        for message in page["messages"]:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _delivery(message: Mapping[str, Any]) -> str:
    told = message.get("metadata") or {}
    if told.get("event_type") != EVENT:
        return ""
    return str((told.get("event_payload") or {}).get("delivery", ""))
