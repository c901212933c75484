"""The playground as a platform: a chat in the browser, with an invented company in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from functools import partial
from typing import Final

from aiohttp import web

from bot.directory.lookup import anybody
from bot.errors import SetupError
from bot.runtime.app import App
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError, GroupProfile, Profile
from bot.runtime.router import Router
from bot.runtime.settings import Settings
from bot.sample.stage import Hired, Posted
from bot.store.alone import alone
from bot.store.database import Database, open_database
from handlers.playground import drawn, groups, guard, people, store, voice
from handlers.playground.acts import Acts
from handlers.playground.behind import Behind
from handlers.playground.board import Board
from handlers.playground.faults import Faults
from handlers.playground.greeting import Greeting
from handlers.playground.hub import Hub
from handlers.playground.looks import Looks, community_managers
from handlers.playground.pages import Pages
from handlers.playground.store import DIRECT
from handlers.playground.tables import metadata
from handlers.playground.time import Time
from handlers.playground.wire import Wire

WORKSPACE: Final = "playground:aurora"
GENERAL: Final = "#general"
PAGE = 500
# So many that nobody who writes at the same time has to wait for long.
HIRED_AT_ONCE = 200


class _Undone(Exception):
    """What was begun is not to be kept."""


class Playground:
    """One invented company; a SetupError when others than this machine could reach it."""

    name = "playground"
    taken = ()
    slash = "/"
    per_minute = most_per_minute = 10_000_000
    per_conversation = ()
    workspaces: Sequence[str] = (WORKSPACE,)

    def __init__(self, conf: Settings) -> None:
        guard.check_address(conf.secrets.admin_host)
        self._file = conf.secrets.piazza_home.resolve() / "playground.db"
        self._languages = conf.company.languages
        self._database: Database | None = None
        self._wire: Wire | None = None
        self._hub = Hub()
        self._closing = AsyncExitStack()

    async def start(self, app: App, *, listen: bool = True) -> None:
        """Open the doors; without `listen` only cards and people come in."""
        self._app = app
        voice.learn(app.catalogue)
        self._database = await self._opened(alone_=not listen)
        await self._database.write(lambda db: metadata.create_all(db.connection()))
        self._board = Board(
            self._database, self._hub, WORKSPACE, partial(community_managers, app, WORKSPACE)
        )
        await self._board.open({GENERAL, drawn.channel_of(app.house.digest_channel)})
        if listen:
            await self._listen(app, self._database)

    async def _opened(self, *, alone_: bool) -> Database:
        """The file; while only a sample comes in, in one transaction, which is much faster."""
        opened = await asyncio.to_thread(open_database, f"sqlite:///{self._file}")
        self._closing.push_async_callback(asyncio.to_thread, opened.close)
        return self._closing.enter_context(alone(opened)) if alone_ else opened

    async def _listen(self, app: App, database: Database) -> None:
        await self._refuse_half(app, database)
        await database.write(store.open_doors)
        time = Time(app, database, self._hub)
        await time.restore()
        greeting, acts = Greeting(app, self._board, time), Acts(app, self._board, time)
        faults = Faults(app, self._hub)
        app.on_failure = faults.note
        looks = Looks(self._board, Behind(app, WORKSPACE, faults))
        self._wire = Wire(app, self._hub, greeting, looks, acts)

    async def _refuse_half(self, app: App, database: Database) -> None:
        """The company is in two files; one without the other is a chat in which nobody is."""
        accounts = await database.read(partial(people.first, most=1))
        if not accounts and await app.database.read(lambda db: anybody(db.connection())):
            raise SetupError(
                f"{self._file} is not the one this database was filled with; to start afresh"
                f" remove the data folder {self._file.parent} or name another one in PIAZZA_HOME"
            )

    async def stop(self) -> None:
        """Send everybody away and close the file; what was begun is finished first."""
        await self._hub.close()
        if self._wire is not None:
            await self._wire.stop()
            self._wire = None
        self._database = None
        await self._closing.aclose()

    async def undo(self) -> None:
        """Stop, and leave the file as it was; only while nothing listens."""
        self._database = None
        with suppress(_Undone):
            async with self._closing:
                raise _Undone

    def routes(self) -> Sequence[web.RouteDef]:
        """Nothing is called from outside."""
        return ()

    def pages(self) -> Sequence[web.RouteDef]:
        """The page, on the inner side."""
        return Pages(self._languages, lambda: self._open).routes(self._on_wire)

    async def _on_wire(self, request: web.Request) -> web.StreamResponse:
        if self._wire is None:
            raise web.HTTPServiceUnavailable(text="not open yet")
        return await self._wire(request)

    @property
    def _open(self) -> Database:
        if self._database is None:
            raise web.HTTPServiceUnavailable(text="not open yet")
        return self._database

    def state(self) -> Mapping[str, str]:
        """Always well."""
        return {"playground": "ok"}

    async def look_up(self, workspace: str, ids: Iterable[str]) -> list[Profile]:
        """Who the members of these ids are."""
        found = await self._open.read(lambda db: people.members(db, ids))
        return [one.profile for one in found.values()]

    async def roster(self, workspace: str) -> AsyncIterator[list[Profile]]:
        """Everybody, a page at a time."""
        last = ""
        while found := await self._open.read(partial(people.page, after=last, most=PAGE)):
            yield [one.profile for one in found]
            last = found[-1].id

    async def groups(self, workspace: str) -> list[GroupProfile]:
        """The company's teams, each with those who are still here."""
        return await self._open.read(groups.told)

    async def can_post(self, workspace: str, channel: str) -> bool:
        """Whether there is such a channel."""
        return drawn.channel_of(channel) in self._board.channels

    async def check(self, router: Router) -> list[str]:
        """Nothing is ever missing."""
        return []

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Show, update or remove one card."""
        if parcel.gone:
            await self._board.remove(parcel.place["channel"], int(parcel.place["message"]))
            return parcel.place
        if parcel.place:
            return await self._update(parcel)
        if parcel.direct and not parcel.to:
            raise DeliveryError("nobody has this account", final=True)
        room = DIRECT + parcel.to if parcel.direct else drawn.channel_of(parcel.to)
        id_ = await self._board.deliver(room, parcel.card, self._app.clock(), parcel.id)
        return {"channel": room, "message": str(id_)}

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """What is shown twice under one id is shown once."""
        return {}

    async def _update(self, parcel: Parcel) -> Mapping[str, str]:
        room, id_ = parcel.place["channel"], parcel.place["message"]
        await self._board.update(room, int(id_), parcel.card)
        return {"channel": room, "message": id_}

    async def clear(self) -> None:
        """Forget everybody and everything that was said."""
        await self._open.write(store.clear)
        await self._board.open({GENERAL, drawn.channel_of(self._app.house.digest_channel)})

    async def hire(self, people_: Sequence[Hired]) -> None:
        """Give these people accounts; who has one already gets what is new."""
        for start in range(0, len(people_), HIRED_AT_ONCE):
            some = people_[start : start + HIRED_AT_ONCE]
            await self._open.write(partial(people.hire, people=some))

    async def post(self, room: str, who: str, text: str) -> None:
        """Let somebody say something in a channel."""
        await self._board.post(drawn.channel_of(room), who, text, self._app.clock())

    async def cards(self, who: str, most: int) -> list[Posted]:
        """The latest cards somebody can see, newest first."""
        rooms = [*self._board.channels, DIRECT + who]
        found = await self._open.read(lambda db: store.cards(db, rooms, most))
        return [
            Posted(
                drawn.worded(one.card or {}, WORKSPACE),
                one.room,
                {"channel": one.room, "message": str(one.id)},
            )
            for one in found
        ]
