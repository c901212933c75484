"""The hub: whoever has the page open hears at once what concerns them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aiohttp import WSCloseCode, web

from handlers.playground import drawn
from handlers.playground.store import CHANNEL, DIRECT, Said

# Frames that may wait for a slow reader; who is slower connects again and asks for what is missing.
WAITING = 1000
CALM = 0.5


class Session:
    """One open page: who acts there, in which language, and the frames on their way to it."""

    def __init__(self, socket: web.WebSocketResponse, language: str) -> None:
        self.socket = socket
        self.who = ""
        self.language = language
        # What is done on one page is done in the order in which it was asked for.
        self.turn = asyncio.Lock()
        self._waiting: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue(WAITING)
        self._overrun: asyncio.Task[bool] | None = None

    def send(self, frame: Mapping[str, Any]) -> None:
        """Let a frame follow those before it."""
        if not self._waiting.full():
            self._waiting.put_nowait(frame)
        elif self._overrun is None:
            self._overrun = asyncio.create_task(self.close(WSCloseCode.TRY_AGAIN_LATER))

    async def write(self) -> None:
        """Write out what is to be sent, for as long as the page is open."""
        while not self.socket.closed:
            frame = await self._waiting.get()
            try:
                await self.socket.send_str(json.dumps(frame))
            except ConnectionError:
                return

    async def close(self, code: int) -> bool:
        """Say goodbye."""
        return await self.socket.close(code=code)


class Hub:
    """All open pages."""

    def __init__(self) -> None:
        self._sessions: set[Session] = set()
        self._soon: asyncio.TimerHandle | None = None

    def add(self, session: Session) -> None:
        """Let a page hear from now on."""
        self._sessions.add(session)

    def remove(self, session: Session) -> None:
        """A page was closed."""
        self._sessions.discard(session)

    async def close(self) -> None:
        """Send everybody away, because the program stops."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        await asyncio.gather(*(one.close(WSCloseCode.GOING_AWAY) for one in self._sessions))

    def listens(self, room: str) -> bool:
        """Whether anybody has the page open who may read a room."""
        return any(_may_read(one.who, room) for one in self.known())

    def known(self) -> Iterator[Session]:
        """The pages of which it is known who acts there."""
        return (one for one in tuple(self._sessions) if one.who)

    def message(self, noun: str, said: Said, cms: frozenset[str]) -> None:
        """Push a "message" that is new or has "changed" to those who may read it."""
        for one in self.known():
            if _may_read(one.who, said.room):
                one.send({"push": noun, "message": drawn.message(said, one.who, cms)})

    def gone(self, room: str, id_: int) -> None:
        """Push that a message is no longer there, to those who may have read it."""
        for one in self.known():
            if _may_read(one.who, room):
                one.send({"push": "gone", "room": room, "message": id_})

    def tell(self, make: Callable[[Session], Mapping[str, Any]]) -> None:
        """Push something to everybody, made for each."""
        for one in self.known():
            one.send(make(one))

    def journal(self) -> None:
        """Push, once things have calmed down, that the journal has changed."""
        if self._soon is None and self._sessions:
            self._soon = asyncio.get_running_loop().call_later(CALM, self._tell_journal)

    def _tell_journal(self) -> None:
        self._soon = None
        self.tell(lambda _: {"push": "journal"})


def _may_read(who: str, room: str) -> bool:
    return bool(who) and (room.startswith(CHANNEL) or room == DIRECT + who)
