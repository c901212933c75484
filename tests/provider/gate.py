"""What every call to a fake passes: rate, delay, planned failure, effect, answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import web

from .recording import Call
from .state import State
from .trouble import Failures, Rates

PAGE = "<!DOCTYPE html><html><title>Oops</title><body>Something went wrong.</body></html>"
Effect: TypeAlias = Callable[[Call], web.Response]


class Refusal(Exception):
    """What the provider says no with; `details` are what was wrong, for who reads the faults."""

    def __init__(self, code: str, *details: str) -> None:
        super().__init__(code, *details)
        self.code = code
        self.details = details


@dataclass
class Gate:
    """Serves calls on the fake's own event loop; a provider says how it words its answers."""

    world: State
    calls: list[Call]
    failures: Failures = field(default_factory=Failures)
    rates: Rates = field(default_factory=Rates)
    delay: float = 0.0
    delays: dict[str, float] = field(default_factory=dict)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    # ---- What a provider says ----

    def whose(self, call: Call) -> str:
        """Whose rates a call counts against, such as a workspace."""
        return ""

    def room(self, call: Call) -> str:
        """The place a call is about, for rates in each."""
        return ""

    def touch(self) -> None:
        """Wake whoever waits for a change."""
        self.world.touch()

    def too_fast(self) -> web.Response:
        """The answer to who has to wait, without its Retry-After."""
        raise NotImplementedError

    def refused(self, call: Call, refusal: Refusal) -> web.Response:
        raise NotImplementedError

    def failed(self, kind: str, detail: str) -> web.Response:
        """A planned failure that is an answer."""
        if kind == "html":
            return web.Response(text=PAGE, content_type="text/html")
        return web.Response(status=int(kind), text="upstream error")

    def dressed(self, response: web.Response) -> web.Response:
        """Give an answer what all answers have."""
        return response

    # ---- The way of a call ----

    async def serve(self, request: web.Request, call: Call, effect: Effect) -> web.StreamResponse:
        with self.world.changed:
            whose, room = self.whose(call), self.room(call)
            call.early = self.rates.early(call.method, room, call.at, whose=whose)
            wait = self.rates.admit(call.method, room, call.at, whose=whose)
            self.calls.append(call)
            self.touch()
        if await self.closed_within(self.delays.get(call.method, self.delay)):
            return hang_up(request)
        if wait:
            return self._told_to_wait(call, str(wait.seconds), wait.door)
        kind, _, detail = self._next_failure(call.method).partition(":")
        if kind == "429":
            door = self.rates.door(call.method, room, whose)
            return self._told_to_wait(call, detail, door)
        if kind in ("", "slow", "reset", "timeout_before", "timeout_after"):
            return await self._served(request, call, effect, kind, detail)
        return self._answer(call, self.failed(kind, detail))

    async def _served(
        self, request: web.Request, call: Call, effect: Effect, kind: str, detail: str
    ) -> web.StreamResponse:
        if kind == "timeout_before":
            await self.closing.wait()
        if kind in ("timeout_before", "reset"):
            return hang_up(request)
        if kind == "slow" and await self.closed_within(float(detail)):
            return hang_up(request)
        response = self._accepted(call, effect)
        if kind == "timeout_after":
            await self.closing.wait()
            return hang_up(request)
        return self._answer(call, response)

    def _next_failure(self, method: str) -> str:
        with self.world.changed:
            how = self.failures.take(method)
            self.touch()
        return how

    async def closed_within(self, seconds: float) -> bool:
        if seconds <= 0:
            return False
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _told_to_wait(self, call: Call, seconds: str, door: str) -> web.Response:
        response = self.too_fast()
        response.headers["Retry-After"] = seconds
        if seconds.isdecimal():
            self.rates.told(door, self.world.now(), int(seconds))
        return self._answer(call, response)

    def _accepted(self, call: Call, effect: Effect) -> web.Response:
        with self.world.changed:
            try:
                response = effect(call)
                call.accepted = response.status < 300
            except Refusal as refusal:
                call.faults += refusal.details
                response = self.refused(call, refusal)
            self.touch()
        return response

    def _answer(self, call: Call, response: web.Response) -> web.Response:
        with self.world.changed:
            call.status = response.status
            body = response.text or ""
            call.response = json.loads(body) if body.startswith("{") else {"body": body}
            self.touch()
        return self.dressed(response)


async def json_of(request: web.Request) -> dict[str, Any]:
    """The object in a body, or under `not_json` what is none."""
    body = await request.text()
    try:
        found = json.loads(body or "{}")
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"not_json": body}


def hang_up(request: web.Request) -> web.Response:
    """Break the connection with a reset: the client sees neither an answer nor a clean end."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
