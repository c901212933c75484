"""The HTTP side of the fake. Each call: rate, delay, failure, rights, effect."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.provider.gate import Gate, Refusal, json_of
from tests.provider.recording import Call
from tests.provider.trouble import COMMON, Failures

from .answers import use_response_url
from .arguments import decoded
from .methods import METHODS
from .schema import Payload
from .world import SlackError, World


@dataclass
class Doors(Gate):
    """Serves the routes; `others` are the workspaces beside the first."""

    world: World
    failures: Failures = field(default_factory=lambda: Failures((*COMMON, "ok_false:")))
    connect: Callable[[], str] = str
    others: list[World] = field(default_factory=list)
    codes: dict[str, World] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._web_api),
            web.post("/upload/v1/{file}", self._upload),
            web.post("/{kind:commands|actions}/{team}/{name}", self._response_url),
        ]

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        token, args = await _arguments(request)
        call = Call(request.match_info["method"], args, self.world.now(), token)
        return await self.serve(request, call, self._effect_of_method)

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        args = await json_of(request)
        call = Call("response_url", args, self.world.now(), request.match_info["name"])
        return await self.serve(request, call, self._effect_of_response_url)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await _content(request)
        args = {"file": request.match_info["file"], "content": content}
        call = Call("upload", args, self.world.now())
        return await self.serve(request, call, self._effect_of_upload)

    def whose(self, call: Call) -> str:
        for world in self.worlds:
            if call.token in world.tokens or call.token in world.response_urls:
                return world.app.team
        return ""

    def room(self, call: Call) -> str:
        return str(call.args.get("channel"))

    def touch(self) -> None:
        for world in self.worlds:
            world.touch()

    def too_fast(self) -> web.Response:
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429)

    def failed(self, kind: str, detail: str) -> web.Response:
        if kind == "ok_false":
            return web.json_response({"ok": False, "error": detail})
        return super().failed(kind, detail)

    def refused(self, call: Call, refusal: Refusal) -> web.Response:
        body: Payload = {"ok": False, "error": refusal.code}
        if refusal.details:
            body |= {
                "errors": list(refusal.details),
                "response_metadata": {"messages": list(refusal.details)},
            }
        return web.json_response(body, status=400 if call.method == "response_url" else 200)

    def dressed(self, response: web.Response) -> web.Response:
        response.headers["x-oauth-scopes"] = ",".join(sorted(self.world.app.scopes))
        return response

    @property
    def worlds(self) -> list[World]:
        """Every workspace that is served here."""
        return [self.world, *self.others]

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
        args |= await json_of(request)
    elif request.can_read_body:
        args |= {
            name: value for name, value in (await request.post()).items() if isinstance(value, str)
        }
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return token or str(args.pop("token", "")), args


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
