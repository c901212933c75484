"""The host: two listeners, one for the world and one for the operator."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from weakref import WeakSet

from aiohttp import WSCloseCode, web, web_response, web_server

from bot.errors import SetupError
from handlers.web import pages

LARGEST_BODY = 1024**2
STOP_SECONDS = 5.0


class Host:
    """Serves the platforms' routes and `/healthz` outside, their pages, `/readyz` and `/metrics`
    inside.

    `state` says how every part stands, each "ok" or what is wrong. A port of 0 is any free one;
    after `start`, `port` and `admin_port` are the real ones.
    """

    def __init__(
        self,
        state: Callable[[], Awaitable[Mapping[str, str]]],
        routes: Sequence[web.RouteDef],
        inner: Sequence[web.RouteDef] = (),
        *,
        host: str = "127.0.0.1",
        port: int = 3000,
        admin_host: str = "127.0.0.1",
        admin_port: int = 3001,
    ) -> None:
        self.host = host
        self.port = port
        self.admin_host = admin_host
        self.admin_port = admin_port
        self._outside = [web.get("/healthz", pages.healthz), *routes]
        self._inside = [*pages.inner(state), *inner]
        self._runners: list[web.AppRunner] = []
        self._sockets: WeakSet[web.WebSocketResponse] = WeakSet()

    async def start(self) -> None:
        """Listen on both sides; SetupError, and no listener, when one is not to be had."""
        # There are no settings for it, and answers to malformed requests pass no signal.
        vars(web_response)["SERVER_SOFTWARE"] = "piazza"
        vars(web_server)["RequestHandler"] = _Unquoting
        try:
            self.port = await self._listen(self._outside, self.host, self.port, "")
            self.admin_port = await self._listen(
                self._inside, self.admin_host, self.admin_port, "ADMIN_"
            )
        except SetupError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Take no more requests; those under way are finished first, for at most five seconds."""
        while self._runners:
            await self._runners.pop(0).cleanup()

    async def _note(self, _request: web.Request, response: web.StreamResponse) -> None:
        if isinstance(response, web.WebSocketResponse):
            self._sockets.add(response)

    async def _hang_up(self, _app: web.Application) -> None:
        """End the open WebSockets: they are requests that would never be finished."""
        goodbyes = (one.close(code=WSCloseCode.GOING_AWAY) for one in self._sockets)
        await asyncio.gather(*goodbyes)

    async def _listen(
        self, routes: Sequence[web.RouteDef], host: str, port: int, prefix: str
    ) -> int:
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(routes)
        app.on_response_prepare.append(self._note)
        app.on_shutdown.append(self._hang_up)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        self._runners.append(runner)
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SetupError(_refused(error, host, port, prefix)) from None
        return int(runner.addresses[0][1])


class _Unquoting(web.RequestHandler):
    """Answers what is no request without quoting it: it may be the rest of what somebody wrote."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        return super().handle_error(request, status, exc, message and HTTPStatus(status).phrase)


def _refused(error: OSError, host: str, port: int, prefix: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{prefix}PORT: {port} on {host} is taken by another program;"
            f" stop that one or set {prefix}PORT to a free port"
        )
    # The loop rewords errors of the system; a name that cannot be resolved is not one of them.
    number = error.errno or 0
    reason = os.strerror(number) if number > 0 else error.strerror
    return (
        f"{prefix}HOST: cannot listen on {host}, port {port} ({reason});"
        f" set {prefix}HOST and {prefix}PORT to what this machine may serve"
    )
