"""A mind on this machine: a server that speaks as OpenAI's does, and says what a story wants."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import web

Json: TypeAlias = Any
TEXT = re.compile(r"<<<(?P<code>\w+) text (\d+)\n(.*?)\n(?P=code) end of text \2>>>", re.DOTALL)


@dataclass(frozen=True)
class Heard:
    """A request, as it came."""

    headers: Mapping[str, str]
    body: Json
    raw: str

    @property
    def user(self) -> str:
        """What stands in the place of the user's words."""
        return str(self.body["messages"][1]["content"])

    @property
    def texts(self) -> list[str]:
        """The texts between the lines with the code."""
        return [found[3] for found in TEXT.finditer(self.user)]


Turn: TypeAlias = Callable[["Mind", web.Request, Heard], Awaitable[web.StreamResponse]]


@dataclass
class Mind:
    """Takes its turns one after the other; the last one is for all further requests."""

    turns: deque[Turn] = field(default_factory=deque)
    heard: list[Heard] = field(default_factory=list)
    wrong: list[Exception] = field(default_factory=list)
    elsewhere: int = 0
    address: str = ""

    def says(self, *turns: Turn) -> None:
        """Take these turns from now on."""
        self.turns = deque(turns)

    @contextmanager
    def running(self) -> Iterator[Mind]:
        """Listen on a free port of this machine."""
        ready, thread = threading.Event(), threading.Thread(target=lambda: asyncio.run(serve()))

        async def serve() -> None:
            self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
            runner = web.AppRunner(self._app(), shutdown_timeout=0)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.address = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
            ready.set()
            await self.over.wait()
            await runner.cleanup()

        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            self.loop.call_soon_threadsafe(self.over.set)
            thread.join()

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        app.router.add_route("*", "/elsewhere", self._went_elsewhere)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        raw = await request.text()
        heard = Heard(dict(request.headers), json.loads(raw), raw)
        self.heard.append(heard)
        turn = self.turns.popleft() if len(self.turns) > 1 else self.turns[0]
        try:
            return await turn(self, request, heard)
        except (LookupError, AssertionError, ValueError) as error:
            self.wrong.append(error)
            raise

    async def _went_elsewhere(self, _request: web.Request) -> web.StreamResponse:
        self.elsewhere += 1
        return web.json_response(completion("{}"))


def completion(content: Json, ended: str = "stop", **message: Json) -> Json:
    """What such a server sends back."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "small-1",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, **message},
                "finish_reason": ended,
            }
        ],
        "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150},
    }


def entries(answers: list[Json]) -> str:
    """The answers to several texts, as they are asked for."""
    numbered = [{"id": number, "answer": one} for number, one in enumerate(answers, 1)]
    return json.dumps({"answers": numbered})


def sends(content: Json, ended: str = "stop", **message: Json) -> Turn:
    """Say something, whatever was asked."""

    async def turn(_mind: Mind, _request: web.Request, _heard: Heard) -> web.StreamResponse:
        return web.json_response(completion(content, ended, **message))

    return turn


def answers(of: Callable[[str], Json]) -> Turn:
    """Answer each text with what a function makes of it."""

    async def turn(_mind: Mind, _request: web.Request, heard: Heard) -> web.StreamResponse:
        return web.json_response(completion(entries([of(text) for text in heard.texts])))

    return turn


def ends(status: int, body: str = "{}", **headers: str) -> Turn:
    """Send a status, and what else there is."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def turn(_mind: Mind, _request: web.Request, _heard: Heard) -> web.StreamResponse:
        return web.Response(status=status, text=body, headers=named)

    return turn


async def silent(mind: Mind, _request: web.Request, _heard: Heard) -> web.StreamResponse:
    """Say nothing until the end of the story."""
    await mind.over.wait()
    return web.Response()


async def half(_mind: Mind, request: web.Request, _heard: Heard) -> web.StreamResponse:
    """Hang up in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = 1000
    await response.prepare(request)
    await response.write(b'{"choices": [')
    assert request.transport is not None
    request.transport.abort()
    return response
