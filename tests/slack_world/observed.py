"""What a test asks the fake: what was called, what people see, who and what is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.provider.fake import Fake

from .messages import File, Message, View
from .payloads import typed
from .people import Channel, User, UserGroup
from .recording import Ack
from .socket_mode import SocketMode
from .world import World


class Observed(Fake):
    """The questions; everything returned is a snapshot, safe to keep while the fake goes on."""

    world: World
    socket: SocketMode
    answer_faults: list[str]

    # ---- What happened ----

    @property
    def faults(self) -> list[str]:
        """Whatever was wrong with a payload, a call or an answer of the bot so far."""
        with self.world.changed:
            in_calls = [f"{call.method}: {line}" for call in self.recorded for line in call.faults]
            return [*in_calls, *self.answer_faults, *self.socket.faults]

    def messages(self, channel: Channel | str) -> list[Message]:
        """Return what everybody sees in a channel: an id, name or #name. Deleted ones are gone."""
        where = self.channel(channel).id
        return self._seen(lambda m: m.channel == where and not m.only_for)

    def dm(self, user: User) -> list[Message]:
        """Return the direct messages between the bot and this user."""
        where = "D" + user.id[1:]
        return self._seen(lambda m: m.channel == where and not m.only_for)

    def whispers(self, user: User) -> list[Message]:
        """Return the ephemeral messages, answers to commands included, that only this user sees."""
        return self._seen(lambda m: m.only_for == user.id)

    def _seen(self, wanted: Callable[[Message], bool]) -> list[Message]:
        with self.world.changed:
            return [replace(m) for m in self.world.messages if wanted(m) and not m.deleted]

    @property
    def views(self) -> list[View]:
        with self.world.changed:
            return [replace(view) for view in self.world.views]

    def modal(self, user: User) -> View | None:
        """Return the form this user has on top, if any."""
        with self.world.changed:
            stack = self.world.open_views(user.id)
            return replace(stack[-1]) if stack else None

    def home(self, user: User) -> View | None:
        found = [v for v in self.views if v.user == user.id and v.payload["type"] == "home"]
        return found[-1] if found else None

    @property
    def files(self) -> list[File]:
        with self.world.changed:
            return [replace(file) for file in self.world.files.values()]

    @property
    def acks(self) -> list[Ack]:
        """Every acknowledgement over Socket Mode."""
        with self.world.changed:
            return list(self.socket.acks)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open and not silent."""
        with self.world.changed:
            return sum(not connection.silent for connection in self.socket.open)

    # ---- Who and what is there ----

    def channel(self, which: Channel | str) -> Channel:
        """Return a channel by id, name, #name or itself."""
        name = which.id if isinstance(which, Channel) else which.removeprefix("#")
        with self.world.changed:
            for channel in self.world.channels.values():
                if channel.id == name or (channel.name == name and not channel.im_with):
                    return channel
        raise LookupError(f"no channel {which!r}")

    def dm_channel(self, user: User) -> Channel:
        """Return the direct conversation of the bot with this user, to type commands in."""
        with self.world.changed:
            return self.world.dm_with(user)

    def join(self, user: User) -> None:
        """Add a user, or replace the one with the same id (deactivated, renamed, moved)."""
        with self.world.changed:
            self.world.users[user.id] = user

    @property
    def names(self) -> dict[str, str]:
        """Ids and the names shown for them, to read messages with."""
        with self.world.changed:
            people = {user.id: user.name for user in self.world.users.values()}
            return people | {c.id: c.name for c in self.world.channels.values() if not c.im_with}

    def regroup(self, group: UserGroup) -> None:
        """Add a user group, or replace the one with the same id."""
        with self.world.changed:
            self.world.groups[group.id] = group

    def typed(self, words: str, *, labels: bool = True) -> str:
        """Return typed words as Slack codes them in commands, or without `labels` in messages."""
        with self.world.changed:
            people, rooms = list(self.world.users.values()), list(self.world.channels.values())
            groups = list(self.world.groups.values())
            return typed(words, people, rooms, groups, labels=labels)

    def says(self, user: User, channel: Channel | str, words: str, *, thread: str = "") -> Message:
        """Let a person write into a channel or thread; no event is sent for it."""
        where = self.channel(channel).id
        with self.world.changed:
            at, text = self.world.next_ts(), self.typed(words, labels=False)
            message = Message(where, at, user.id, text, origin="person", thread_ts=thread)
            self.world.post(message)
            self.world.touch()
            return replace(message)
