"""A strict Slack on 127.0.0.1: refuses what Slack refuses, fails on demand, notes everything."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from tests.provider.auditing import Post
from tests.provider.recording import Call

from .doors import Doors
from .observed import Observed
from .people import COMPANY, App, Channel, User, channels
from .socket_mode import SocketMode
from .tiers import TIERS
from .world import World


class StrictSlack(Observed):
    """The fake provider, served from a thread of its own; use it as a context manager.

    `users` and `rooms` are who and what is there (a small company when not given), `page_size` the
    most that a list method returns at once. What else `fail` knows: `ok_false:CODE`, and the doors
    response_url and upload beside the methods.
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
        self._doors: Doors = Doors(self.world, self.recorded, connect=self.socket.ticket)
        self.answer_faults = []

    def routes(self) -> Iterable[web.RouteDef]:
        return [*self._doors.routes(), *self.socket.routes()]

    def served(self) -> None:
        self.socket.url = f"ws://127.0.0.1:{self.port}"

    def ending(self) -> None:
        self.socket.cut()

    def post_of(self, call: Call) -> Post | None:
        """A message says in its metadata which delivery it is; a shared file cannot."""
        if call.method not in ("chat.postMessage", "files.completeUploadExternal"):
            return None
        where = str(call.args.get("channel") or call.args.get("channel_id"))
        named = (call.args.get("metadata") or {}).get("event_payload") or {}
        return Post(str(named.get("delivery", "")), where, direct=where[0] in "UWD")

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

    def limit_like_slack(self) -> None:
        """Enforce the rates that Slack publishes for each method (see `tiers.TIERS`)."""
        with self.world.changed:
            self._doors.rates.limits |= TIERS

    def go_silent(self) -> None:
        """Let every open Socket Mode connection die unclosed: no data, no pongs. New ones work."""
        for connection in self.socket.open:
            connection.silent = True

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send the Socket Mode `disconnect` message and close, except for the reason "warning"."""
        self.run(self.socket.disconnect(reason))
