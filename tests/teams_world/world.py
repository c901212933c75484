"""The state of the fake tenant; no network here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.provider.gate import Refusal
from tests.provider.state import State

from .people import App, Conversation, User

TOKEN_SECONDS = 3599


class TeamsError(Refusal):
    """An answer with a status of its own, a code and a message."""

    def __init__(self, status: int, code: str, message: str, *details: str) -> None:
        super().__init__(code, *details)
        self.status = status
        self.message = message


@dataclass
class Activity:
    """One message as its readers have it."""

    id: str
    conversation: str
    author: str
    payload: dict[str, Any]
    edits: int = 0
    deleted: bool = False

    @property
    def text(self) -> str:
        return str(self.payload.get("text") or "")

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The Adaptive Cards in it."""
        return [one["content"] for one in self.payload.get("attachments") or []]


@dataclass
class World(State):
    """Everything the tenant holds."""

    app: App
    users: dict[str, User]
    rooms: dict[str, Conversation]
    activities: list[Activity] = field(default_factory=list)
    tokens: dict[str, float] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def new_token(self) -> str:
        """Issue a token that ends within the hour."""
        token = secrets.token_hex(16)
        self.tokens[token] = self.now() + TOKEN_SECONDS
        return token

    def member(self, name: str) -> User | None:
        """The user with this id, be it the one of Teams or that of the directory."""
        return next((u for u in self.users.values() if name in (u.id, u.object_id)), None)

    def chat_with(self, user: User) -> Conversation:
        """The personal conversation of the bot and a user, always the same."""
        name = f"a:{user.object_id}"
        return self.rooms.setdefault(name, Conversation(name, "personal", members=[user.id]))

    def conversation(self, name: str) -> Conversation:
        """The conversation that is named, also by one of its threads."""
        room = self.rooms.get(name.partition(";messageid=")[0])
        if room is None or room.gone:
            raise TeamsError(404, "ConversationNotFound", "Conversation not found.")
        if not room.bot:
            raise TeamsError(
                403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
            )
        return room

    def written_to(self, name: str) -> Conversation:
        """The conversation, if the bot may write into it."""
        room = self.conversation(name)
        if room.kind == "personal" and self.users[room.members[0]].blocked:
            raise TeamsError(403, "MessageWritesBlocked", "Thread is blocked for message writes.")
        return room

    def find(self, room: Conversation, name: str) -> Activity:
        for one in self.activities:
            if (one.conversation, one.id) == (room.id, name) and not one.deleted:
                return one
        raise TeamsError(404, "ActivityNotFoundInConversation", "The activity was not found.")

    def post(self, room: Conversation, author: str, payload: dict[str, Any]) -> Activity:
        posted = Activity(self.next_id("1"), room.id, author, payload)
        self.activities.append(posted)
        return posted
