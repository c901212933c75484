"""The state of the fake workspace and the one lock around it; no network here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.provider.gate import Refusal
from tests.provider.state import State

from .messages import File, Message, View, interactive
from .people import App, Channel, User, UserGroup
from .schema import Payload


class SlackError(Refusal):
    """An `ok: false` answer: the code, and the lines Slack puts into response_metadata.messages."""


@dataclass
class Trigger:
    user: str
    issued: float
    used: bool = False


@dataclass
class ResponseUrl:
    user: str
    channel: str
    issued: float
    original: Message | None = None
    uses: int = 0


@dataclass
class World(State):
    """Everything the workspace holds; use it only with `changed` held, `touch` it after."""

    app: App
    users: dict[str, User]
    channels: dict[str, Channel]
    page_size: int = 100
    messages: list[Message] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tokens.add(self.app.bot_token)

    def revoke(self) -> None:
        """Take the bot's tokens back."""
        self.revoked |= self.tokens
        self.tokens.clear()

    def install(self) -> str:
        """Give the bot a new token."""
        token = f"{self.app.bot_token}-{len(self.revoked) + len(self.tokens)}"
        self.tokens.add(token)
        return token

    def next_ts(self) -> str:
        return f"{int(self.now())}.{next(self._numbers) % 1_000_000:06d}"

    def new_trigger(self, user: str) -> str:
        """Issue a trigger id for what this user just did; it works once, within three seconds."""
        name = f"{next(self._numbers)}.{self.app.team}.{secrets.token_hex(16)}"
        self.triggers[name] = Trigger(user, self.now())
        return name

    def spend_trigger(self, name: str) -> Trigger:
        trigger = self.triggers.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.now() - trigger.issued > 3.0:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, kind: str, user: str, channel: str, original: Message | None) -> str:
        """Issue a response_url (`kind` commands or actions): five uses in thirty minutes."""
        name = secrets.token_hex(12)
        self.response_urls[name] = ResponseUrl(user, channel, self.now(), original)
        return f"{self.base_url}/{kind}/{self.app.team}/{name}"

    def dm_with(self, user: User) -> Channel:
        """Return the direct conversation of the bot with this user, opened at the first call."""
        name = "D" + user.id[1:]
        return self.channels.setdefault(
            name,
            Channel(name, "directmessage", {user.id, self.app.user}, private=True, im_with=user.id),
        )

    def reachable(self, user_id: str) -> User:
        """Return a user whom the bot may write to, or refuse as conversations.open does."""
        user = self.users.get(user_id)
        if user is None:
            raise SlackError("user_not_found")
        if user.deleted:
            raise SlackError("user_disabled")
        if user.bot or user.id in ("USLACKBOT", self.app.user):
            raise SlackError("cannot_dm_bot")
        return user

    def post(self, message: Message) -> Message:
        name_blocks(message.blocks)
        self.messages.append(message)
        return message

    def find(self, channel: str, ts: str) -> Message:
        for message in reversed(self.messages):
            if (message.channel, message.ts) == (channel, ts) and not message.deleted:
                return message
        raise SlackError("message_not_found")

    def open_views(self, user: str) -> list[View]:
        """Return the stack of modals this user sees, the top one last."""
        return [
            view
            for view in self.views
            if view.user == user and not view.closed and view.payload["type"] == "modal"
        ]

    def show(self, user: str, payload: Payload, below: View | None = None) -> View:
        """Put a view before the user: over `below`, or as the first of a new stack."""
        name_blocks(payload["blocks"])
        view_id = self.next_id("V")
        view = View(view_id, user, payload, self.next_ts(), below.root if below else view_id)
        view.previous = below.id if below else ""
        self.views.append(view)
        return view

    def redraw(self, view: View, payload: Payload) -> None:
        """Replace what a view shows; a field that kept block and action id keeps what was typed."""
        name_blocks(payload["blocks"])
        kept = {
            (block["block_id"], element["action_id"], element["type"])
            for block in payload["blocks"]
            for element in interactive(block)
        }
        view.typed = {
            block: {
                name: value
                for name, value in values.items()
                if (block, name, value["type"]) in kept
            }
            for block, values in view.typed.items()
        }
        view.payload, view.hash, view.errors = payload, self.next_ts(), {}


def name_blocks(blocks: Iterable[Payload]) -> None:
    """Give every block and interactive element that came without an id one, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_hex(3))
        for element in interactive(block):
            element.setdefault("action_id", secrets.token_hex(3))
