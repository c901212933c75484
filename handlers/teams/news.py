"""News: where the bot was added, where it was removed, and how channels are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.teams import incoming
from handlers.teams.channels import GENERAL
from handlers.teams.incoming import PERSONAL, Body, part, word
from handlers.teams.references import Place, References

ADDED = ("add", "add-upgrade")
NAMED = ("channelCreated", "channelRenamed", "channelRestored")
BACK = ("teamRestored", "teamUnarchived")
GONE = ("channelDeleted", "teamDeleted", "teamHardDeleted", "teamArchived")


def is_bot(account: Mapping[str, Any]) -> bool:
    """Whether an account is no person."""
    return word(account, "id").startswith("28:") or not word(account, "aadObjectId")


class News:
    """Keeps the references of one tenant as they are."""

    def __init__(self, references: References) -> None:
        self._references = references

    def greets(self, body: Body) -> bool:
        """Whether somebody has just added the bot for themselves."""
        added = body.get("type") == "installationUpdate" and body.get("action") == "add"
        return added and _personal(body) and not is_bot(part(body, "from"))

    def joins(self, body: Body) -> bool:
        """Whether the bot was added where there are others."""
        installed = body.get("type") == "installationUpdate" and body.get("action") in ADDED
        return (installed or _names_bot(body, "membersAdded")) and not _personal(body)

    def leaves(self, body: Body) -> bool:
        """Whether the bot was removed from where somebody had installed it."""
        return body.get("type") == "installationUpdate" and body.get("action") not in ADDED

    async def take(self, body: Body) -> None:
        """Note what an activity says of where the bot is."""
        # A person's own conversation is kept once they are known.
        if self.joins(body):
            await self._joined(body)
        elif self.leaves(body) or _names_bot(body, "membersRemoved"):
            await self._left(body)
        else:
            await self._changed(body)

    async def _joined(self, body: Body) -> None:
        data = part(body, "channelData")
        team = word(part(data, "team"), "id")
        here = incoming.conversation(body)
        name = word(part(data, "channel"), "name") or (GENERAL if here == team else "")
        await self._references.keep_places([Place(here, _address(body), team, name)])

    async def _left(self, body: Body) -> None:
        if _personal(body):
            await self._references.drop_chat(incoming.user(body))
        else:
            team = word(part(part(body, "channelData"), "team"), "id")
            await self._references.drop_places(
                incoming.conversation(body), *([team] if team else [])
            )

    async def _changed(self, body: Body) -> None:
        data = part(body, "channelData")
        team, channel = word(part(data, "team"), "id"), part(data, "channel")
        kind, id_ = word(data, "eventType"), word(channel, "id")
        if kind in NAMED and id_:
            place = Place(id_, _address(body), team, word(channel, "name"))
            await self._references.keep_places([place])
        elif kind in BACK and team:
            # Its other channels are asked for as soon as one of them is wanted.
            await self._references.keep_places([Place(team, _address(body), team, GENERAL)])
        elif kind in GONE:
            gone = id_ if kind == "channelDeleted" else team
            await self._references.drop_places(*([gone] if gone else []))


def _personal(body: Body) -> bool:
    return incoming.scope(body) == PERSONAL


def _address(body: Body) -> str:
    return incoming.text(body, "serviceUrl")


def _names_bot(body: Body, key: str) -> bool:
    bot, accounts = word(part(body, "recipient"), "id"), body.get(key)
    found = accounts if isinstance(accounts, list) else []
    return any(isinstance(one, dict) and bot and one.get("id") == bot for one in found)
