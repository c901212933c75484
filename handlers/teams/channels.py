"""Channels by their names: those of every team the bot is in."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from bot.runtime.platform import DeliveryError
from handlers.teams.connectors import Connectors
from handlers.teams.incoming import word
from handlers.teams.references import Chat, Place, References

# Teams leaves out the name of the channel that every team has.
GENERAL: Final = "General"
ID: Final = "19:"


class Channels:
    """The channels of one tenant."""

    def __init__(self, connectors: Connectors, references: References) -> None:
        self._connectors = connectors
        self._references = references

    async def find(self, named: str) -> Chat:
        """A channel by name or id; DeliveryError where there is none."""
        place = _among(await self._references.places(), named) or _among(await self._ask(), named)
        if place is not None:
            return Chat(place.conversation, place.service_url)
        raise DeliveryError("channel_not_found", final=True)

    async def can_post(self, named: str) -> bool:
        """Whether there is such a channel in a team that has the app."""
        try:
            await self.find(named)
        except DeliveryError as error:
            if error.final:
                return False
            raise
        return True

    async def _ask(self) -> list[Place]:
        """The channels of all teams, as they are now."""
        teams = {one.team: one.service_url for one in await self._references.places() if one.team}
        found = [one for team, url in teams.items() for one in await self._of_team(team, url)]
        await self._references.keep_places(found)
        return found

    async def _of_team(self, team: str, service_url: str) -> list[Place]:
        path = f"v3/teams/{quote(team, safe='')}/conversations"
        try:
            told = await self._connectors.read(service_url, path)
        except DeliveryError as error:
            if error.final:
                return []
            raise
        return [
            Place(word(one, "id"), service_url, team, word(one, "name") or GENERAL)
            for one in told.get("conversations") or ()
            if isinstance(one, dict) and word(one, "id")
        ]


def _among(places: list[Place], named: str) -> Place | None:
    if named.startswith(ID):
        return next((one for one in places if one.conversation == named), None)
    wanted = _written(named.lstrip("#"))
    return next((one for one in places if _written(one.name) == wanted), None)


def _written(name: str) -> str:
    """A name as it stands in the settings, where it has no spaces."""
    return "-".join(name.casefold().split())
