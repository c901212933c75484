"""People of Teams as profiles, found in the conversations they share with the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, urlencode

from bot.people import Kind
from bot.runtime.platform import DeliveryError, Profile
from handlers.teams.connectors import Connectors
from handlers.teams.incoming import Body, word
from handlers.teams.references import Chat, Place, References

PAGE: Final = 500
INVITED: Final = "#EXT#"
MOST_ASKED: Final = 20
REMEMBERED: Final = 10_000
MOST_NOTED: Final = 200_000


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody was met last, and what their own program says of them."""

    chat: Chat
    language: str = ""
    zone: str = ""


class People:
    """The people of one tenant."""

    def __init__(self, connectors: Connectors, references: References, tenant: str) -> None:
        self._connectors = connectors
        self._references = references
        self._tenant = tenant
        self._seen: dict[str, Seen] = {}
        # The ids of the directory by those that Teams has for this bot, and the other way round.
        self._ids: dict[str, str] = {}
        self._here: dict[str, str] = {}

    def meet(self, user: str, here: str, seen: Seen) -> None:
        """Note where somebody is, under which id, and in which language and zone."""
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[user] = seen
        self._note(user, here)

    def here(self, user: str) -> str:
        """The id that Teams has for somebody and this bot, as far as it is known."""
        return self._here.get(user, user)

    def _note(self, user: str, here: str) -> None:
        if len(self._ids) >= MOST_NOTED:
            self._ids.clear()
            self._here.clear()
        self._ids[here], self._here[user] = user, here

    def language_of(self, user: str) -> str:
        """The language of somebody's program, as far as it was told."""
        seen = self._seen.get(user)
        return seen.language if seen else ""

    async def ids(self, here: Iterable[str], chat: Chat) -> Mapping[str, str]:
        """The directory's ids of people who are mentioned in a conversation, by those used here."""
        for one in sorted(set(here) - self._ids.keys())[:MOST_ASKED]:
            member = await self._member(chat, one)
            if member is not None and (id_ := _id(member)):
                self._note(id_, one)
                self._seen.setdefault(id_, Seen(chat))
        return self.known(here)

    def known(self, here: Iterable[str]) -> Mapping[str, str]:
        """The same, as far as nobody has to be asked."""
        return {one: self._ids[one] for one in here if one in self._ids}

    async def look_up(self, ids: Iterable[str]) -> list[Profile]:
        """Who these are; unknown ones are left out."""
        found = [await self._look_up(one) for one in ids]
        return [one for one in found if one is not None]

    async def _look_up(self, user: str) -> Profile | None:
        async for chat in self._where(user):
            member = await self._member(chat, self.here(user))
            if member is not None and (found := profile(member, self._tenant)) is not None:
                seen = self._seen.get(user)
                return replace(found, language=seen.language, zone=seen.zone) if seen else found
        return None

    async def _where(self, user: str) -> AsyncIterator[Chat]:
        """The conversations in which somebody may be found, the likeliest first."""
        if (seen := self._seen.get(user)) is not None:
            yield seen.chat
        if (own := await self._references.chat_of(user)) is not None:
            yield own
        places = await self._references.places()
        for chat in list(dict.fromkeys(map(_whole, places)))[:MOST_ASKED]:
            yield chat

    async def roster(self) -> AsyncIterator[list[Profile]]:
        """Everybody in the teams and chats the bot is in, a page at a time, each once."""
        known: set[str] = set()
        rosters: set[str] = set()
        for place in await self._references.places():
            chat = _whole(place)
            if chat.conversation not in rosters:
                rosters.add(chat.conversation)
                async for page in self._pages(chat):
                    fresh = [one for one in page if one.id not in known]
                    known |= {one.id for one in fresh}
                    yield fresh

    async def _pages(self, chat: Chat) -> AsyncIterator[list[Profile]]:
        more = ""
        while True:
            asked = {"pageSize": PAGE, **({"continuationToken": more} if more else {})}
            path = f"{_path(chat)}/pagedmembers?{urlencode(asked)}"
            told = await self._connectors.read(chat.service_url, path)
            members = [one for one in told.get("members") or () if isinstance(one, dict)]
            for one in members:
                if (id_ := _id(one)) and word(one, "id"):
                    self._note(id_, word(one, "id"))
            yield [one for one in (profile(each, self._tenant) for each in members) if one]
            more = word(told, "continuationToken")
            if not more:
                break

    async def _member(self, chat: Chat, id_: str) -> Body | None:
        path = f"{_path(chat)}/members/{quote(id_, safe='')}"
        try:
            found: Body = await self._connectors.read(chat.service_url, path)
        except DeliveryError as error:
            if error.final:
                return None
            raise
        return found


def _whole(place: Place) -> Chat:
    """A team in the place of its channels, as all of them have the same people; or a chat."""
    return Chat(place.team or place.conversation, place.service_url)


def _path(chat: Chat) -> str:
    return f"v3/conversations/{quote(chat.conversation, safe='')}"


def _id(member: Mapping[str, Any]) -> str:
    return (word(member, "aadObjectId") or word(member, "objectId")).lower()


def profile(member: Mapping[str, Any], tenant: str) -> Profile | None:
    """A member of a roster; None for what is no person."""
    if not (id_ := _id(member)):
        return None
    upn = word(member, "userPrincipalName")
    return Profile(
        id=id_,
        name=word(member, "name") or upn or id_,
        handle=upn.partition("@")[0],
        email=word(member, "email") or upn,
        kind=_kind(member, tenant),
    )


def _kind(member: Mapping[str, Any], tenant: str) -> Kind:
    home, role = word(member, "tenantId"), word(member, "userRole").lower()
    if role == "anonymous" or (home and home.casefold() != tenant.casefold()):
        return Kind.STRANGER
    # Not every roster has the role; a guest's name in the directory always says so.
    invited = INVITED in word(member, "userPrincipalName").upper()
    return Kind.GUEST if role == "guest" or invited else Kind.MEMBER
