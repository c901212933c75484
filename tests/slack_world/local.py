"""Driving local-slack, the npm program, as its own web page does: people, messages, forms."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from aiohttp import ClientSession, ClientWebSocketResponse

from .messages import Message, View
from .payloads import Issued, Request, message_action, pressed_in_view
from .people import ANN, BOB, CARLA, App, Channel, User
from .program import PROGRAM, Program, find_program, poll
from .schema import Payload

T = TypeVar("T")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class LocalSlack:
    """A running local-slack; use it as a context manager.

    In mode "events" it POSTs to `request_url`, which must be known before; in mode "socket" the bot
    connects to it. Raises FileNotFoundError when the program is not installed. Times are seconds.
    """

    def __init__(
        self,
        mode: Literal["socket", "events"],
        request_url: str = "",
        *,
        users: Sequence[User] = (ANN, BOB, CARLA),
        rooms: Iterable[str] = ("general", "kudos"),
        app: App | None = None,
        program: Path | None = None,
    ) -> None:
        self.app = app or App()
        self.users = users
        self.rooms = {name: Channel(f"C0{name.upper():0<7}", name) for name in rooms}
        self.mode = mode
        self.request_url = request_url
        self._found = program or find_program()

    def __enter__(self) -> Self:
        if self._found is None:
            raise FileNotFoundError(f"{PROGRAM} is in no folder above: install it with npm")
        self._program = Program(self._found, self._config())
        try:
            poll(self._is_up, 15.0, "local-slack starts")
        except BaseException:
            self._program.end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._program.end()

    @property
    def api_url(self) -> str:
        return f"{self._base}/api/"

    # ---- What people do ----

    def command(self, user: User, command: str, text: str = "", channel: str = "general") -> None:
        """Type a slash command; returns when the bot has answered. Text goes unescaped."""
        where = self._channel(channel)
        self._post("command", channel=where, user=user.id, command=command, text=text)

    def says(self, user: User, text: str, channel: str = "general") -> Payload:
        """Write a message into a channel and return it; the bot gets a message event."""
        answer = self._post("message", channel=self._channel(channel), user=user.id, text=text)
        return dict(answer["message"])

    def press(self, user: User, message: Payload, button: str) -> None:
        """Press the button with this text in a message; returns when the bot has answered."""
        action = next((one for one in _buttons(message) if one["text"]["text"] == button), None)
        if action is None:
            raise LookupError(f"no button {button!r} in {message}")
        where, ts = message["channel"], message["ts"]
        self._post("interact", channel=where, messageTs=ts, user=user.id, action=action)

    def react(self, user: User, message: Payload, name: str) -> None:
        """Add a reaction, by the emoji's name."""
        where, ts = message["channel"], message["ts"]
        self._post("reaction", channel=where, ts=ts, user=user.id, name=name)

    def opens_home(self, user: User) -> None:
        self._post("open-home", user=user.id)

    def submit(self, user: User, values: Payload, timeout: float = 5.0) -> dict[str, str]:
        """Submit the form on top with {block id: {action id: state}}; return its errors, if any."""
        return asyncio.run(asyncio.wait_for(self._submit(user, values), timeout))

    def shortcut(self, user: User, callback_id: str, message: Payload) -> int:
        """Send a message shortcut made here to the bot (mode events); return the HTTP status.

        local-slack makes none itself; the trigger id is that of the latest command in its log.
        """
        about = Message(message["channel"], message["ts"], message["user"], message["text"])
        where = next(room for room in self.rooms.values() if room.id == about.channel)
        issued = Issued(self._latest_trigger(), f"{self._base}/_hooks/response/none")
        return self._sent(message_action(self.app, user, where, about, callback_id, issued))

    def press_in_form(self, user: User, shown: Payload, button: str) -> int:
        """Press a button in what a form became (mode events); return the HTTP status.

        local-slack knows buttons of messages only; the trigger id is that of the latest command.
        """
        view = View(shown["id"], user.id, shown, shown["hash"], shown["root_view_id"])
        action = next(one for one in _buttons(shown) if one["text"]["text"] == button)
        issued = Issued(self._latest_trigger())
        return self._sent(pressed_in_view(self.app, user, view, action, issued))

    def _sent(self, request: Request) -> int:
        headers = request.headers(self.app.signing_secret)
        asked = urllib.request.Request(self.request_url, request.body(), headers)
        with DIRECT.open(asked, timeout=30) as answer:
            return int(answer.status)

    # ---- What is to be seen ----

    def messages(self, channel: str = "general") -> list[Payload]:
        """Return the messages of a channel, by name or id, oldest first, ephemeral ones too."""
        return list(self._get(f"messages/{self._channel(channel)}")["messages"])

    def dm(self, user: User) -> list[Payload]:
        """Return the direct messages between the bot and this user."""
        for channel in self.state()["channels"]:
            if channel["is_im"] and user.id in channel["members"]:
                return self.messages(channel["id"])
        return []

    def modal(self) -> Payload | None:
        """Return the form on top; local-slack has one stack of forms for everybody."""
        stack = asyncio.run(self._snapshot())["modalStack"]
        return dict(stack[-1]) if stack else None

    def home(self, user: User) -> Payload | None:
        """Return the home view published for this user."""
        found = asyncio.run(self._snapshot())["homeViews"].get(user.id, {}).get(self.app.id)
        return dict(found) if found else None

    def file(self, shared: Payload) -> bytes:
        """Return what is in a file that was shared with a message."""
        token = {"Authorization": f"Bearer {self.app.bot_token}"}
        request = urllib.request.Request(shared["url_private"], headers=token)
        with DIRECT.open(request, timeout=30) as answer:
            return bytes(answer.read())

    def state(self) -> Payload:
        """Return workspace, apps, users and channels."""
        return self._get("state")

    def log(self) -> list[Payload]:
        """Return all traffic to and from the bot: direction, kind, summary, detail of each."""
        return list(self._get("log")["log"])

    def reset(self) -> None:
        """Forget messages, forms and log."""
        self._post("reset")

    def wait_for(self, look: Callable[[], T], timeout: float = 5.0) -> T:
        """Return the first true value of `look`, asked again and again until `timeout`."""
        return poll(look, timeout, "what was waited for in local-slack")

    # ---- How it is done ----

    @property
    def _base(self) -> str:
        return f"http://127.0.0.1:{self._program.port}"

    def _config(self) -> Payload:
        app = {
            "appId": self.app.id,
            "botUserId": self.app.user,
            "botName": self.app.name,
            "botToken": self.app.bot_token,
            "appToken": self.app.app_token,
            "signingSecret": self.app.signing_secret,
            "mode": self.mode,
        }
        members = [*(user.id for user in self.users), self.app.user]
        return {
            "workspace": {"name": "Company", "domain": self.app.domain, "teamId": self.app.team},
            "app": app | ({"requestUrl": self.request_url} if self.request_url else {}),
            "users": [
                {"id": user.id, "name": user.name, "real_name": user.real_name, "tz": user.tz}
                for user in self.users
            ],
            "channels": [
                {"id": room.id, "name": name, "members": members}
                for name, room in self.rooms.items()
            ],
        }

    def _is_up(self) -> bool:
        self._program.check()
        try:
            return bool(self.state())
        except urllib.error.URLError:
            return False

    def _channel(self, name: str) -> str:
        return self.rooms[name].id if name in self.rooms else name

    def _get(self, route: str) -> Payload:
        return self._asked(urllib.request.Request(f"{self._base}/_control/{route}"))

    def _post(self, route: str, **body: Any) -> Payload:
        headers, data = {"Content-Type": "application/json"}, json.dumps(body).encode()
        return self._asked(urllib.request.Request(f"{self._base}/_control/{route}", data, headers))

    def _asked(self, request: urllib.request.Request) -> Payload:
        with DIRECT.open(request, timeout=30) as answer:
            return dict(json.load(answer))

    def _latest_trigger(self) -> str:
        for entry in reversed(self.log()):
            if entry["kind"] == "slash_commands" and entry["direction"] == "to_bot":
                return dict(urllib.parse.parse_qsl(str(entry["detail"])))["trigger_id"]
        raise LookupError("type a command first: its trigger id is needed")

    async def _snapshot(self) -> Payload:
        async with ClientSession() as session, session.ws_connect(f"{self._base}/ui") as ui:
            return dict((await ui.receive_json())["state"])

    async def _submit(self, user: User, values: Payload) -> dict[str, str]:
        async with ClientSession() as session, session.ws_connect(f"{self._base}/ui") as ui:
            await ui.receive_json()
            await ui.send_json({"t": "view_submit", "user": user.id, "values": values})
            return await _form_answer(ui)


async def _form_answer(ui: ClientWebSocketResponse) -> dict[str, str]:
    while True:
        event = await ui.receive_json()
        if event["t"] == "view_errors":
            return dict(event["errors"])
        if event["t"] == "view":
            return {}


def _buttons(message: Payload) -> list[Payload]:
    return [
        {**element, "block_id": block.get("block_id", "")}
        for block in message.get("blocks") or []
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if element.get("type") == "button"
    ]
