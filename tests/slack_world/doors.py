"""The HTTP side of the fake. Each call: rate, delay, failure, rights, effect."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .answers import use_response_url
from .arguments import decoded
from .methods import METHODS
from .recording import Call
from .schema import Payload
from .trouble import Failures, Rates
from .world import SlackError, World

PAGE = "<!DOCTYPE html><html><title>Slack</title><body>Something went wrong.</body></html>"
Effect = Callable[[Call], web.Response]


@dataclass
class Doors:
    """Serves the routes; every handler runs on the fake's own event loop."""

    world: World
    calls: list[Call]
    connect: Callable[[], str]
    others: list[World] = field(default_factory=list)
    codes: dict[str, World] = field(default_factory=dict)
    failures: Failures = field(default_factory=Failures)
    rates: Rates = field(default_factory=Rates)
    delay: float = 0.0
    delays: dict[str, float] = field(default_factory=dict)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._web_api),
            web.post("/upload/v1/{file}", self._upload),
            web.post("/{kind:commands|actions}/{team}/{name}", self._response_url),
        ]

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        token, args = await _arguments(request)
        call = Call(request.match_info["method"], args, self.world.now(), token)
        return await self._serve(request, call, self._effect_of_method)

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        args = await _json(request)
        call = Call("response_url", args, self.world.now(), request.match_info["name"])
        return await self._serve(request, call, self._effect_of_response_url)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await _content(request)
        args = {"file": request.match_info["file"], "content": content}
        call = Call("upload", args, self.world.now())
        return await self._serve(request, call, self._effect_of_upload)

    async def _serve(self, request: web.Request, call: Call, effect: Effect) -> web.StreamResponse:
        with self.world.changed:
            call.early = self.rates.early(call.method, call.at)
            wait = self.rates.admit(call.method, str(call.args.get("channel")), call.at)
            self.calls.append(call)
            self._touch()
        if await self._closed_within(self.delays.get(call.method, self.delay)):
            return _hang_up(request)
        if wait:
            return self._told_to_wait(call, str(wait))
        how = self._next_failure(call.method)
        if how == "reset":
            return _hang_up(request)
        if how == "timeout_before":
            await self.closing.wait()
            return _hang_up(request)
        if how not in ("", "timeout_after"):
            return self._failed(call, how)
        response = self._accepted(call, effect)
        if how == "timeout_after":
            await self.closing.wait()
            return _hang_up(request)
        return self._answer(call, response)

    def _next_failure(self, method: str) -> str:
        with self.world.changed:
            how = self.failures.take(method)
            self._touch()
        return how

    async def _closed_within(self, seconds: float) -> bool:
        if seconds <= 0:
            return False
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _failed(self, call: Call, how: str) -> web.Response:
        kind, _, detail = how.partition(":")
        if kind == "429":
            return self._told_to_wait(call, detail)
        if kind == "ok_false":
            return self._answer(call, web.json_response({"ok": False, "error": detail}))
        if kind == "html":
            return self._answer(call, web.Response(text=PAGE, content_type="text/html"))
        return self._answer(call, web.Response(status=int(kind), text="upstream error"))

    def _told_to_wait(self, call: Call, seconds: str) -> web.Response:
        response = web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": seconds}
        )
        if seconds.isdecimal():
            self.rates.told(call.method, self.world.now(), int(seconds))
        return self._answer(call, response)

    def _accepted(self, call: Call, effect: Effect) -> web.Response:
        with self.world.changed:
            try:
                response = effect(call)
                call.accepted = response.status == 200
            except SlackError as refusal:
                call.faults += refusal.details
                response = _refusal(refusal, 400 if call.method == "response_url" else 200)
            self._touch()
        return response

    def _answer(self, call: Call, response: web.Response) -> web.Response:
        with self.world.changed:
            call.status = response.status
            body = response.text or ""
            call.response = json.loads(body) if body.startswith("{") else {"body": body}
            self._touch()
        response.headers["x-oauth-scopes"] = ",".join(sorted(self.world.app.scopes))
        return response

    @property
    def worlds(self) -> list[World]:
        """Every workspace that is served here."""
        return [self.world, *self.others]

    def _touch(self) -> None:
        for world in self.worlds:
            world.touch()

    def _effect_of_method(self, call: Call) -> web.Response:
        if call.method == "oauth.v2.access":
            return web.json_response({"ok": True, **self._installed(call)})
        if call.method != "apps.connections.open" and call.method not in METHODS:
            raise SlackError("unknown_method")
        if "not_json" in call.args:
            raise SlackError("invalid_json")
        if call.method == "apps.connections.open":
            self._authorise_app(call)
            return web.json_response({"ok": True, "url": self.connect()})
        world = self._authorised(call)
        method = METHODS[call.method]
        if method.scope and method.scope not in world.app.scopes:
            raise SlackError("missing_scope", f"needed: {method.scope}")
        call.args = decoded(call.args)
        return web.json_response({"ok": True, **method.run(world, call.args)})

    def _authorise_app(self, call: Call) -> None:
        if not call.token:
            raise SlackError("not_authed")
        if any(call.token in world.tokens for world in self.worlds):
            raise SlackError("not_allowed_token_type")
        if call.token != self.world.app.app_token:
            raise SlackError("invalid_auth")

    def _authorised(self, call: Call) -> World:
        """The workspace whose token it is: it works in no other."""
        if not call.token:
            raise SlackError("not_authed")
        if call.token == self.world.app.app_token:
            raise SlackError("not_allowed_token_type")
        for world in self.worlds:
            if call.token in world.tokens:
                return world
            if call.token in world.revoked:
                raise SlackError("token_revoked")
        raise SlackError("invalid_auth")

    def _installed(self, call: Call) -> Payload:
        """Give a token for a code, once, to the app whose it is."""
        app = self.world.app
        both = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
        if call.token != f"Basic {both}":
            raise SlackError("invalid_client_id")
        world = self.codes.pop(str(call.args.get("code")), None)
        if world is None:
            raise SlackError("invalid_code")
        mine = world.app
        whole = {"id": mine.organisation, "name": mine.domain.title()}
        return {
            "access_token": world.install(),
            "token_type": "bot",
            "scope": ",".join(sorted(mine.scopes)),
            "bot_user_id": mine.user,
            "app_id": mine.id,
            "team": None if mine.organisation else {"id": mine.team, "name": mine.domain.title()},
            "enterprise": whole if mine.organisation else None,
            "is_enterprise_install": bool(mine.organisation),
            "authed_user": {"id": "U00000ANN"},
        }

    def _effect_of_response_url(self, call: Call) -> web.Response:
        named = (world for world in self.worlds if call.token in world.response_urls)
        code = use_response_url(next(named, self.world), call.token, call.args)
        if code:
            return web.json_response({"ok": False, "error": code}, status=404)
        return web.Response(text="ok")

    def _effect_of_upload(self, call: Call) -> web.Response:
        content: bytes = call.args.pop("content")
        files = (world.files.get(call.args["file"]) for world in self.worlds)
        file = next((one for one in files if one is not None), None)
        if file is None:
            return web.Response(status=404, text="no such upload")
        if len(content) != file.length:
            call.faults.append(f"{len(content)} bytes came, {file.length} were announced")
            return web.Response(status=400, text="wrong length")
        file.content = content
        return web.Response(text=f"OK - {file.length}")


async def _arguments(request: web.Request) -> tuple[str, Payload]:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        args |= await _json(request)
    elif request.can_read_body:
        args |= {
            name: value for name, value in (await request.post()).items() if isinstance(value, str)
        }
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return token or str(args.pop("token", "")), args


async def _json(request: web.Request) -> Payload:
    body = await request.text()
    try:
        found = json.loads(body or "{}")
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"not_json": body}


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


def _refusal(refusal: SlackError, status: int) -> web.Response:
    body: Payload = {"ok": False, "error": refusal.code}
    if refusal.details:
        body |= {
            "errors": list(refusal.details),
            "response_metadata": {"messages": list(refusal.details)},
        }
    return web.json_response(body, status=status)


def _hang_up(request: web.Request) -> web.Response:
    """Break the connection with a reset: the client sees neither an answer nor a clean end."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
