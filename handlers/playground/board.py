"""The board: what is said goes into the store, and to whoever has the page open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session as Transaction

from bot.runtime.outgoing import Picture, WordedCard
from bot.runtime.platform import DeliveryError
from bot.store.database import Database
from handlers.playground import drawn, people, store, threads
from handlers.playground.hub import Hub
from handlers.playground.people import Member
from handlers.playground.store import CHANNEL, DIRECT, Said
from handlers.playground.voice import Wrong, t


class Board:
    """The rooms and everything said in them; `cms` tells who the community managers are."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        workspace: str,
        cms: Callable[[], Awaitable[frozenset[str]]],
    ) -> None:
        self.database = database
        self.hub = hub
        self.workspace = workspace
        self.cms = cms
        self.channels: set[str] = set()

    async def open(self, standing: set[str]) -> None:
        """Get to know the channels; `standing` ones are there in any case."""
        self.channels = await self.database.read(store.channels)
        for one in standing - self.channels:
            await self._found(one)

    async def _found(self, channel: str) -> None:
        await self.database.write(lambda db: store.found(db, channel))
        self.channels.add(channel)
        await self._tell_rooms()

    async def _tell_rooms(self) -> None:
        for one in tuple(self.hub.known()):
            one.send({"push": "rooms", "rooms": await self.rooms(one.who)})

    async def rooms(self, who: str) -> list[dict[str, Any]]:
        """Every room somebody sees, and how much they have not read; the channels come first."""
        unread = await self.database.read(lambda db: store.unread(db, who))
        mine = DIRECT + who
        return [
            {"id": one, "name": one.removeprefix(CHANNEL), "kind": "channel", "unread": count}
            for one, count in sorted(unread.items())
            if one != mine
        ] + [{"id": mine, "name": "Piazza", "kind": "direct", "unread": unread[mine]}]

    async def liveliest(self) -> str | None:
        """The channel with the latest card: where there is most to see at first."""
        return await self.database.read(lambda db: store.liveliest(db, CHANNEL))

    def check(self, who: Member, room: str) -> str:
        """The room again; Wrong unless a member may read it."""
        if not self._open_to(who, room):
            raise Wrong(t("wrong.room"))
        return room

    def _open_to(self, who: Member, room: str) -> bool:
        return room in self.channels or room == DIRECT + who.id

    async def readable(self, who: Member, id_: int, room: str | None = None) -> Said:
        """A message (of this room); Wrong for one that a member cannot see, as if it were none."""
        said = await self.one(id_)
        if said is None or not self._open_to(who, said.room) or room not in (None, said.room):
            raise Wrong(t("wrong.message"))
        return said

    async def post(
        self, room: str, who: str, text: str, at: datetime, key: str | None = None
    ) -> int:
        """Let somebody say something; said again under the same key, it is said once."""
        row = {"room": room, "author": who, "text": text, "at": at, "key": key}
        return await self._say(lambda _: row, room)

    async def deliver(self, room: str, card: WordedCard, at: datetime, key: str) -> int:
        """Show a card in a channel, or in the direct room of a member who is still here."""

        def made(db: Transaction) -> Mapping[str, Any]:
            if room.startswith(DIRECT):
                _check(db, room.removeprefix(DIRECT))
            return {"room": room, "card": self.drawn(db, card), "at": at, "key": key}

        return await self._say(made, room)

    async def _say(self, made: Callable[[Transaction], Mapping[str, Any]], room: str) -> int:
        if room.startswith(CHANNEL) and room not in self.channels:
            await self._found(room)
        id_, new = await self.database.write(lambda db: store.add(db, made(db)))
        if new:
            await self._push("message", id_, room)
        return id_

    async def update(self, room: str, id_: int, card: WordedCard) -> None:
        """Show a newer card in the place of one; its reactions stay."""
        changed = await self.database.write(
            lambda db: store.replace(db, room, id_, self.drawn(db, card))
        )
        if not changed:
            raise DeliveryError("the message is no longer there", final=True)
        await self._push("changed", id_, room)

    async def remove(self, room: str, id_: int) -> None:
        """Let a card be there no more; nothing is to be done where there is none."""
        if await self.database.write(lambda db: store.remove(db, room, id_)):
            self.hub.gone(room, id_)
            # Somebody may not have read it yet.
            await self._tell_rooms()
            self.hub.journal()

    async def react(self, said: Said, name: str, who: str, at: datetime | None) -> None:
        """Add a reaction, or without a moment take it back."""
        change = (
            partial(store.take_back, id_=said.id, name=name, who=who)
            if at is None
            else partial(store.react, id_=said.id, name=name, who=who, at=at)
        )
        await self.database.write(change)
        await self._push("changed", said.id, said.room)

    async def reply(self, said: Said, who: str, text: str, at: datetime, key: str) -> None:
        """Let somebody say something in the thread of a card."""
        row = {"message": said.id, "author": who, "text": text, "at": at, "key": key}
        await self.database.write(lambda db: threads.add(db, row))
        await self._push("changed", said.id, said.room)

    async def _push(self, noun: str, id_: int, room: str) -> None:
        if self.hub.listens(room):
            said = await self.one(id_)
            if said is not None:
                self.hub.message(noun, said, await self.cms())
        self.hub.journal()

    async def one(self, id_: int) -> Said | None:
        """A message, if there is one of this id."""
        return await self.database.read(lambda db: store.one(db, id_))

    def drawn(self, db: Transaction, card: WordedCard) -> dict[str, Any]:
        """A card as the page reads it, its picture kept."""
        id_ = store.keep_picture(db, drawn.drawing(card.picture)) if card.picture else None
        shown = drawn.card(card, self.workspace, id_)
        if card.about:
            shown["skill"] = card.about.partition(":")[0]
        if file := card.file:
            kept = store.keep_file(db, file.name, file.media, file.data)
            shown["file"] = drawn.file(file, kept)
        return shown

    async def shown(self, card: WordedCard) -> dict[str, Any]:
        """The same for a card that is itself not kept."""
        kept = await self._kept(card.picture) if card.picture else None
        return drawn.card(card, self.workspace, kept)

    async def _kept(self, picture: Picture) -> int:
        found = drawn.drawing(picture)
        return await self.database.write(lambda db: store.keep_picture(db, found))


def _check(db: Transaction, id_: str) -> None:
    found = people.members(db, [id_]).get(id_)
    if found is None:
        raise DeliveryError("nobody has this account", final=True)
    if not found.active:
        raise DeliveryError("the account is deactivated", final=True)
