"""A strict Slack on 127.0.0.1: refuses what Slack refuses, fails on demand, notes everything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import ClientSession, TCPConnector, web

from .doors import Doors
from .observed import Observed
from .people import COMPANY, App, Channel, User, channels
from .socket_mode import SocketMode
from .trouble import TIERS, Rate
from .world import World

T = TypeVar("T")


class StrictSlack(Observed):
    """The fake provider, served from a thread of its own; use it as a context manager.

    `users` and `rooms` are who and what is there (a small company when not given), `page_size` the
    most that a list method returns at once. All names of time are seconds. What is returned are
    snapshots.
    """

    def __init__(
        self,
        users: Iterable[User] = COMPANY,
        rooms: Iterable[Channel] | None = None,
        *,
        app: App | None = None,
        page_size: int = 100,
        port: int = 0,
    ) -> None:
        self.app = app or App()
        own = User(
            self.app.user, self.app.name, self.app.name.title(), team=self.app.team, bot=True
        )
        people = {user.id: user for user in (*users, own)}
        places = {room.id: room for room in (channels() if rooms is None else rooms)}
        self.world = World(self.app, people, places, page_size)
        self.port = port
        self.socket = SocketMode(self.world)
        self.recorded = []
        self._doors = Doors(self.world, self.recorded, connect=self.socket.ticket)
        self.answer_faults = []

    # ---- Running ----

    def __enter__(self) -> Self:
        self._started: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="strict-slack", daemon=True)
        self._thread.start()
        self._started.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.loop.call_soon_threadsafe(self._doors.closing.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            if self._started.done():
                raise
            self._started.set_exception(error)
        finally:
            self._started.cancel()

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        application = web.Application(client_max_size=16 * 1024 * 1024)
        application.add_routes([*self._doors.routes(), *self.socket.routes()])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True).start()
            self.port = runner.addresses[0][1]
            self.world.base_url = f"http://127.0.0.1:{self.port}"
            self.socket.url = f"ws://127.0.0.1:{self.port}"
            async with ClientSession(connector=TCPConnector(limit=0)) as self.session:
                self._started.set_result(None)
                await self._doors.closing.wait()
                self.socket.cut()
        finally:
            await runner.cleanup()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the fake's loop and wait for it, from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    # ---- Several workspaces ----

    def beside(self, other: StrictSlack) -> StrictSlack:
        """Serve another workspace of the same app at the same address; it is not started itself."""
        other.world.base_url, other.world.changed = self.world.base_url, self.world.changed
        other.loop, other.session, other.port = self.loop, self.session, self.port
        other.socket, other.recorded, other._doors = self.socket, self.recorded, self._doors
        self._doors.others.append(other.world)
        return other

    def consents(self, authorize_url: str) -> str:
        """Let an admin of this workspace allow what the address asks for; return where Slack sends
        the browser back to, without the address of the bot.
        """
        asked = dict(parse_qsl(urlsplit(authorize_url).query))
        if not authorize_url.startswith(f"{self.world.base_url}/oauth/v2/authorize?"):
            raise ValueError(f"that is not Slack's page: {authorize_url}")
        if asked["client_id"] != self.app.client_id or "chat:write" not in asked["scope"]:
            raise ValueError(f"Slack would not show this: {asked}")
        code = self.world.next_id("code.")
        with self.world.changed:
            self._doors.codes[f"{self.app.team}.{code}"] = self.world
        back = urlencode({"code": f"{self.app.team}.{code}", "state": asked["state"]})
        return f"/slack/oauth_redirect?{back}"

    # ---- Where it is ----

    @property
    def api_url(self) -> str:
        return f"{self.world.base_url}/api/"

    # ---- How badly it behaves ----

    @property
    def delay(self) -> float:
        """How long a call takes before it has an effect; `delays` has others for single methods."""
        return self._doors.delay

    @delay.setter
    def delay(self, seconds: float) -> None:
        self._doors.delay = seconds

    @property
    def delays(self) -> dict[str, float]:
        return self._doors.delays

    def fail(self, method: str, how: str, times: int | None = 1) -> None:
        """Let the next calls of a method ("*": of any) go wrong; `times` None is until `heal`.

        `how`: 500, 502, 503, 504, html (an HTML page with status 200), reset (not accepted),
        timeout_before (not accepted, no answer), timeout_after (accepted, no answer),
        `ok_false:CODE`, `429:RETRY-AFTER` with any text there. The other doors are response_url and
        upload.
        """
        with self.world.changed:
            self._doors.failures.plan(method, how, times)

    @property
    def failing(self) -> int:
        """How many planned failures have not all come yet."""
        with self.world.changed:
            return sum(failure.times != 0 for failure in self._doors.failures.planned)

    def heal(self) -> None:
        """Forget planned failures and delays; calls that hang already keep hanging."""
        with self.world.changed:
            self._doors.failures.planned.clear()
            self._doors.delays.clear()
            self._doors.delay = 0.0

    def limit(self, method: str, calls: int, seconds: float) -> None:
        """Allow this many calls of a method in any span of that length; more are answered 429."""
        with self.world.changed:
            self._doors.rates.limits[method] = (Rate(calls, seconds),)

    def limit_like_slack(self) -> None:
        """Enforce the rates that Slack publishes for each method (see `trouble.TIERS`)."""
        with self.world.changed:
            self._doors.rates.limits |= TIERS

    def advance(self, seconds: float) -> None:
        """Move the fake's clock ahead: triggers and response_urls grow older, windows pass."""
        with self.world.changed:
            self.world.ahead += seconds

    def go_silent(self) -> None:
        """Let every open Socket Mode connection die unclosed: no data, no pongs. New ones work."""
        for connection in self.socket.open:
            connection.silent = True

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send the Socket Mode `disconnect` message and close, except for the reason "warning"."""
        self.run(self.socket.disconnect(reason))
