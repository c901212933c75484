"""A recorder between a bot and a Teams that answers nobody: what each says to the other is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

# What a proxy would add is not added: to the bot it is as if nobody stood between.
KEPT = ("Content-Type", "Authorization")
PATIENCE = 20.0


@dataclass(frozen=True)
class Exchange:
    """What was asked and what was answered, both as data."""

    method: str
    path: str
    asked: Any
    status: int
    answer: Any


class Recorder:
    """Passes on word for word; `bot` and `teams` are where it passes on to."""

    def __init__(self) -> None:
        self.bot = self.teams = ""
        self.to_bot: list[Exchange] = []
        self.to_teams: list[Exchange] = []
        self._files: dict[str, bytes] = {}
        self._told = asyncio.Condition()

    async def uploaded(self, name: str) -> bytes:
        """What somebody was given into their OneDrive under a name, once it is there."""
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(lambda: name in self._files)
        return self._files.pop(name)

    async def start(self) -> None:
        """Listen on this machine."""
        application = web.Application(client_max_size=1 << 20)
        application.router.add_post("/api/messages", self._activity)
        application.router.add_route("*", "/_connector/{rest:.*}", self._call)
        application.router.add_put("/onedrive/{name}", self._file)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = ClientSession(timeout=ClientTimeout(total=PATIENCE))

    async def stop(self) -> None:
        """Listen no more."""
        await self._session.close()
        await self._runner.cleanup()

    async def after(self, act: Callable[[], Awaitable[object]], count: int = 1) -> list[Exchange]:
        """Do something of which the bot is told so many times; return what it answered."""
        before = len(self.to_bot)
        await act()
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(lambda: len(self.to_bot) >= before + count)
        return self.to_bot[before:]

    async def _file(self, request: web.Request) -> web.Response:
        async with self._told:
            self._files[request.match_info["name"]] = await request.read()
            self._told.notify_all()
        return web.Response(status=201)

    async def _activity(self, request: web.Request) -> web.Response:
        passed, exchange = await self._pass(request, self.bot)
        async with self._told:
            self.to_bot.append(exchange)
            self._told.notify_all()
        return passed

    async def _call(self, request: web.Request) -> web.Response:
        if request.method == "DELETE":
            # The playground lets nothing be deleted; Teams does, and it is Teams that is meant.
            self.to_teams.append(Exchange("DELETE", request.path, None, 200, None))
            return web.Response()
        passed, exchange = await self._pass(request, self.teams)
        self.to_teams.append(exchange)
        return passed

    async def _pass(self, request: web.Request, to: str) -> tuple[web.Response, Exchange]:
        body = await request.read()
        headers = {name: request.headers[name] for name in KEPT if name in request.headers}
        asked = self._session.request(
            request.method, f"{to}{request.rel_url}", data=body, headers=headers
        )
        async with asked as answer:
            told = await answer.read()
        kind = {"Content-Type": answer.headers.get("Content-Type", "text/plain")}
        exchange = Exchange(request.method, request.path, _data(body), answer.status, _data(told))
        return web.Response(status=answer.status, body=told, headers=kind), exchange


def _data(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace")
