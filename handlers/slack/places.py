"""Whether the channels that settings name are there, and whether Piazza may post in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.platform import DeliveryError
from handlers.slack.calls import call
from handlers.slack.channels import every, is_id
from handlers.slack.manifest import OPTIONAL

PRIVATE = "groups:read"


def scopes(granted: str) -> Set[str]:
    """The scopes a token has, as Slack names them in a header."""
    return {scope.strip() for scope in granted.split(",") if scope.strip()}


async def wrong_places(
    client: AsyncWebClient, teams: Sequence[str], named: Mapping[str, str], granted: Set[str]
) -> list[str]:
    """What is wrong with the channels that settings name, a line each with how to mend it."""
    known: dict[str, Mapping[str, Any]] = {}
    if not all(is_id(channel) for channel in named.values()):
        async for one in every(client, teams):
            known[f"#{one.get('name')}"] = one
    lines = []
    for setting, channel in named.items():
        found = await _by_id(client, channel, granted) if is_id(channel) else known.get(channel)
        if wrong := _wrong(channel, found, granted):
            lines.append(f"{setting}: {wrong}")
    return lines


async def _by_id(
    client: AsyncWebClient, channel: str, granted: Set[str]
) -> Mapping[str, Any] | None:
    try:
        shown: Mapping[str, Any] = (await call(client.conversations_info(channel=channel)))[
            "channel"
        ]
    except DeliveryError as error:
        if error.reason == "missing_scope":
            # It is private: nobody can tell us more of it, and it can be posted in all the same.
            return {"is_member": True}
        if error.reason != "channel_not_found":
            raise
        return None
    return shown


def _wrong(channel: str, found: Mapping[str, Any] | None, granted: Set[str]) -> str:
    if found is None:
        return _missing(channel, granted)
    if found.get("is_archived"):
        return f"{channel} is archived; unarchive it in Slack or name another channel"
    if found.get("is_member"):
        return ""
    if found.get("is_private"):
        return f"Piazza is not in the private channel {channel}; type /invite @Piazza there"
    if granted and "chat:write.public" not in granted:
        return f"Piazza may not post in {channel}; type /invite @Piazza there"
    return ""


def _missing(channel: str, granted: Set[str]) -> str:
    if is_id(channel):
        return f"there is no channel {channel}, or it is private: then type /invite @Piazza there"
    wrong = f"there is no channel {channel}; make it, or name another one. If it is private, "
    if PRIVATE in granted:
        return f"{wrong}type /invite @Piazza there"
    return f"{wrong}write its id instead, or add scope {PRIVATE}, needed to {OPTIONAL[PRIVATE]}"
