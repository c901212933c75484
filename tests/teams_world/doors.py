"""The HTTP side of the fake: tokens, and the connector at its service url."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from aiohttp import web

from tests.provider.gate import Gate, Refusal, json_of
from tests.provider.recording import Call
from tests.provider.trouble import COMMON, Failures, Rate, Rates

from .methods import METHODS, Payload, opened
from .world import TOKEN_SECONDS, TeamsError, World

SCOPE = "https://api.botframework.com/.default"
PLACE = "/emea/v3/conversations"
IN_CONVERSATION = PLACE + "/{conversation}"
ROUTES = (
    ("POST", PLACE, "create"),
    ("POST", IN_CONVERSATION + "/activities", "send"),
    ("POST", IN_CONVERSATION + "/activities/{activity}", "send"),
    ("PUT", IN_CONVERSATION + "/activities/{activity}", "update"),
    ("DELETE", IN_CONVERSATION + "/activities/{activity}", "delete"),
    ("GET", IN_CONVERSATION + "/pagedmembers", "members"),
    ("GET", IN_CONVERSATION + "/members/{member}", "member"),
    ("GET", "/emea/v3/teams/{team}/conversations", "channels"),
)


def _each(*spans: tuple[int, float]) -> tuple[Rate, ...]:
    return tuple(Rate(calls, seconds, each_channel=True) for calls, seconds in spans)


WRITES = _each((7, 1), (8, 2), (60, 30), (1800, 3600))
READS = _each((14, 1), (16, 2), (120, 30), (3600, 3600))
# What Microsoft publishes for one bot in one conversation.
LIMITS = {
    **dict.fromkeys(("create", "send", "update", "delete"), WRITES),
    **dict.fromkeys(("members", "member"), READS),
}


@dataclass
class Doors(Gate):
    """Serves the routes. A 429 closes the conversation that had too much, or the whole tenant."""

    world: World
    failures: Failures = field(default_factory=lambda: Failures((*COMMON, "error:")))
    rates: Rates = field(default_factory=lambda: Rates(by_room=True))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/{tenant}/oauth2/v2.0/token", self._token),
            web.put("/onedrive/{name}", self._file),
            *(web.route(verb, path, partial(self._connector, name)) for verb, path, name in ROUTES),
        ]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        args = {**request.match_info, **await request.post()}
        return await self.serve(request, Call("token", args, self.world.now()), self._issue)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A place in somebody's OneDrive: one upload, whole, and no token of anybody's."""
        args: Payload = {**request.match_info, "body": await request.read()}
        args["range"] = request.headers.get("Content-Range")
        return await self.serve(
            request, Call("file", args, self.world.now(), _token_of(request)), self._keep
        )

    def _keep(self, call: Call) -> web.Response:
        data = call.args["body"]
        if call.token or call.args["range"] != f"bytes 0-{len(data) - 1}/{len(data)}":
            raise TeamsError(400, "invalidRequest", "Not a whole file.", "not a whole file")
        self.world.files[call.args["name"]] = data
        return web.json_response({"id": "1"}, status=201)

    async def _connector(self, name: str, request: web.Request) -> web.StreamResponse:
        args: Payload = {**request.query, **request.match_info}
        if request.method in ("POST", "PUT"):
            args["body"] = await json_of(request)
        call = Call(name, args, self.world.now(), _token_of(request))
        return await self.serve(request, call, self._effect)

    def whose(self, call: Call) -> str:
        return "login" if call.method == "token" else self.world.app.tenant

    def room(self, call: Call) -> str:
        """A conversation, all its threads together; one that is yet to be opened is a person's."""
        if call.method == "create":
            return opened(call.args["body"])
        return str(call.args.get("conversation", "")).partition(";messageid=")[0]

    def too_fast(self) -> web.Response:
        return _error(429, "Throttled", "Too many requests.")

    def failed(self, kind: str, detail: str) -> web.Response:
        if kind == "error":
            status, _, code = detail.partition(" ")
            return _error(int(status), code, "As it was planned.")
        if kind == "412":
            return _error(412, "PreconditionFailed", "Precondition failed, please try again.")
        return super().failed(kind, detail)

    def refused(self, call: Call, refusal: Refusal) -> web.Response:
        assert isinstance(refusal, TeamsError)
        if call.method == "token":
            said = {"error": refusal.code, "error_description": refusal.message}
            return web.json_response(said, status=refusal.status)
        if refusal.status == 401:
            return web.json_response({"message": refusal.message}, status=401)
        return _error(refusal.status, refusal.code, refusal.message)

    def _effect(self, call: Call) -> web.Response:
        if self.world.tokens.get(call.token, 0.0) <= self.world.now():
            message = "Authorization has been denied for this request."
            raise TeamsError(401, "Unauthorized", message)
        status, answer = METHODS[call.method](self.world, call.args)
        return web.json_response(answer, status=status)

    def _issue(self, call: Call) -> web.Response:
        app, args = self.world.app, call.args
        if args["tenant"] not in (app.tenant, "botframework.com"):
            raise TeamsError(400, "invalid_request", f"Tenant '{args['tenant']}' not found.")
        if args.get("grant_type") != "client_credentials" or args.get("scope") != SCOPE:
            raise TeamsError(400, "invalid_scope", f"The scope has to be {SCOPE}.")
        if (args.get("client_id"), args.get("client_secret")) != (app.id, app.password):
            raise TeamsError(401, "invalid_client", "Invalid client secret provided.")
        token = self.world.new_token()
        said = {"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token}
        return web.json_response(said)


def _token_of(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _error(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
