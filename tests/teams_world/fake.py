"""A strict Teams on 127.0.0.1: the Bot Framework's token service and connector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aiohttp import web

from tests.provider.auditing import Post
from tests.provider.fake import Fake
from tests.provider.recording import Call
from tests.provider.trouble import Rate

from .doors import LIMITS, PLACE, Doors
from .people import COMPANY, App, Conversation, User, rooms
from .world import Activity, World


class StrictTeams(Fake):
    """The fake provider, served from a thread of its own; use it as a context manager.

    `users` and `places` are who and what is there. Beside what `fail` knows there is
    `error:STATUS CODE`, such as `error:403 BotDisabledByAdmin`. The methods are token, create,
    send (also an answer), update, delete, members, member and channels (of a team).
    """

    def __init__(
        self,
        users: Iterable[User] = COMPANY,
        places: Iterable[Conversation] | None = None,
        *,
        app: App | None = None,
        port: int = 0,
    ) -> None:
        self.app = app or App()
        found = rooms() if places is None else places
        people = {user.id: user for user in users}
        self.world: World = World(self.app, people, {room.id: room for room in found})
        self.port = port
        self.recorded = []
        self._doors: Doors = Doors(self.world, self.recorded)

    def routes(self) -> Iterable[web.RouteDef]:
        return self._doors.routes()

    def post_of(self, call: Call) -> Post | None:
        """A message says in `channelData.delivery` which delivery it is; Teams shows it nobody."""
        if call.method not in ("create", "send"):
            return None
        body = call.args["body"]
        activity = body.get("activity") if call.method == "create" else body
        if not activity or activity.get("type") == "typing":
            return None
        where = str(call.args.get("conversation") or self._doors.room(call))
        named = (activity.get("channelData") or {}).get("delivery", "")
        return Post(str(named), where, direct=where.startswith(("a:", "29:")))

    # ---- Where it is ----

    @property
    def service_url(self) -> str:
        """Where the connector is; conversations are below v3/ there."""
        return self.world.base_url + PLACE.removesuffix("v3/conversations")

    @property
    def token_url(self) -> str:
        return f"{self.world.base_url}/{self.app.tenant}/oauth2/v2.0/token"

    # ---- How badly it behaves ----

    def limit_like_teams(self, per_second: int = 30) -> None:
        """Enforce the published rates in each conversation, and for app and tenant together."""
        with self.world.changed:
            self._doors.rates.limits |= {**LIMITS, "*": (Rate(per_second, 1),)}

    # ---- What is there ----

    def messages(self, place: Conversation | User | str) -> list[Activity]:
        """Return what is read in a channel (or its name), or in somebody's chat with the bot."""
        where = self.place(place).id
        with self.world.changed:
            found = [one for one in self.world.activities if one.conversation == where]
            return [replace(one) for one in found if not one.deleted]

    def place(self, which: Conversation | User | str) -> Conversation:
        """Return a conversation by itself, its name, or who is in it with the bot."""
        with self.world.changed:
            if isinstance(which, User):
                return self.world.chat_with(which)
            name = which.id if isinstance(which, Conversation) else which
            for room in self.world.rooms.values():
                if name in (room.id, room.name):
                    return room
        raise LookupError(f"no conversation {which!r}")

    def says(self, user: User, place: Conversation | User | str, words: str) -> Activity:
        """Let a person write; nothing is sent to the bot for it."""
        room = self.place(place)
        with self.world.changed:
            self.world.touch()
            return replace(self.world.post(room, user.id, {"type": "message", "text": words}))

    def change(self, user: User) -> None:
        """Add a user, or replace the one with the same id: blocked, uninstalled, renamed."""
        with self.world.changed:
            self.world.users[user.id] = user

    def remove(self, place: Conversation | User | str) -> None:
        """Let a conversation be gone."""
        room = self.place(place)
        with self.world.changed:
            room.gone = True

    @property
    def faults(self) -> list[str]:
        """Whatever was wrong with a payload so far."""
        return [f"{call.method}: {line}" for call in self.calls for line in call.faults]
