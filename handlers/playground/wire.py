"""The wire: one WebSocket is one open page; what it asks is answered as it gets done."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from structlog.contextvars import bound_contextvars

from bot.runtime.app import App, new_event_id
from bot.store.errors import Busy
from bot.texts import Text, core
from handlers.playground import asked
from handlers.playground.acts import Acts
from handlers.playground.drawn import Json
from handlers.playground.greeting import Greeting
from handlers.playground.hub import Hub, Session
from handlers.playground.looks import Looks
from handlers.playground.people import Member
from handlers.playground.voice import Voice, Wrong, t

log = structlog.get_logger("piazza.playground")

LARGEST_FRAME = 128 * 1024
HEARTBEAT = 30.0
GOODBYE = 2.0
AT_ONCE = 16
REMEMBERED = 2000

Done: TypeAlias = "asyncio.Task[Json]"
Key: TypeAlias = tuple[str, str, str]


class Wire:
    """Reads requests, sees to it that each act is done once, and writes answers."""

    def __init__(self, app: App, hub: Hub, greeting: Greeting, looks: Looks, acts: Acts) -> None:
        self.app = app
        self.hub = hub
        self.greeting = greeting
        self.looks = looks
        self.acts = acts
        self._done: dict[Key, Done] = {}

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Serve one page for as long as it is open."""
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT, max_msg_size=LARGEST_FRAME, compress=False, timeout=GOODBYE
        )
        await socket.prepare(request)
        session = Session(socket, self.app.house.company.languages[0])
        self.hub.add(session)
        try:
            async with asyncio.TaskGroup() as tasks:
                writing = tasks.create_task(session.write())
                await self._read(session, tasks)
                writing.cancel()
        finally:
            self.hub.remove(session)
        return socket

    async def stop(self) -> None:
        """Let what people have begun be finished, for at most three seconds."""
        if under_way := [one for one in self._done.values() if not one.done()]:
            _, late = await asyncio.wait(under_way, timeout=3)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _read(self, session: Session, tasks: asyncio.TaskGroup) -> None:
        free = asyncio.Semaphore(AT_ONCE)
        async for frame in session.socket:
            if frame.type is not WSMsgType.TEXT:
                await session.close(WSCloseCode.UNSUPPORTED_DATA)
                return
            await free.acquire()
            answering = tasks.create_task(self._answer(session, frame.data))
            answering.add_done_callback(lambda _: free.release())

    async def _answer(self, session: Session, frame: str) -> None:
        nr: int | None = None
        with bound_contextvars(event_id=new_event_id()):
            try:
                nr, what = asked.read(frame)
                session.send({"nr": nr, "ok": await self._told(session, what)})
            except asked.Malformed as malformed:
                self._refuse(session, malformed.nr, t("wrong.malformed"))
            except Wrong as wrong:
                self._refuse(session, nr, wrong.text)
            except Busy:
                self._refuse(session, nr, core("busy"))
            except Exception:
                log.exception("failed")
                self._refuse(session, nr, t("wrong.broken"))

    def _refuse(self, session: Session, nr: int | None, text: Text) -> None:
        session.send({"nr": nr, "error": Voice(self.app, session.language).says(text)})

    async def _told(self, session: Session, what: asked.Request) -> Json:
        if isinstance(what, asked.Look):
            return await self.looks.show(await self._known(session), what)
        async with session.turn:
            if isinstance(what, asked.Act):
                # A page that goes away in the middle does not undo what was begun.
                return await asyncio.shield(self._once(await self._known(session), what))
            return await self._greeted(session, what)

    async def _greeted(self, session: Session, what: asked.Hello) -> Json:
        who, told = await self.greeting.greet(what)
        session.who, session.language = who.id, who.language
        return told

    async def _known(self, session: Session) -> Member:
        known = await self.greeting.member(session.who) if session.who else None
        if known is None:
            raise Wrong(t("wrong.hello"))
        return known

    def _once(self, who: Member, what: asked.Act) -> Done:
        """The act's one doing; who asks again after a broken connection gets the same answer."""
        key = (who.id, type(what).__name__, what.key)
        if key not in self._done:
            self._forget_old()
            self._done[key] = asyncio.create_task(self.acts.carry_out(who, what))
            self._done[key].add_done_callback(lambda done: self._forget_undone(key, done))
        return self._done[key]

    def _forget_old(self) -> None:
        for key in list(self._done)[: max(0, len(self._done) - REMEMBERED)]:
            if self._done[key].done():
                del self._done[key]

    def _forget_undone(self, key: Key, done: Done) -> None:
        """Keep nothing of what failed, nor a form: it may hold what somebody has typed."""
        if done.cancelled() or done.exception() is not None or done.result().get("form"):
            self._done.pop(key, None)
