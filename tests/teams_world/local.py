"""Driving Microsoft's playground as people would use Teams: write, press, fill in, read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aiohttp import ClientSession

from tests.provider.loop import Loop

from .people import App, User
from .program import PROGRAM, Program, find_program
from .recording import Exchange, Recorder
from .world import Activity

# The playground's own, which a bot without authentication takes to be its company's.
TENANT = "00000000-0000-0000-0000-0000000000001"
TEAM = "19:general@thread.tacv2"
KUDOS = "19:kudos@thread.tacv2"
GROUP = "19:group@thread.v2"
OWN = "a:own"
BOT = "28:piazza"
# A message in a room; one in a thread of a channel is in that channel.
MESSAGE = re.compile(
    "/_connector/v3/conversations/(?P<place>[^/;]+)(?:;messageid=[^/]+)?/activities(?:/(?P<id>.+))?"
)


class LocalTeams:
    """A running playground and a recorder before it; use it as a context manager.

    There are six `users`; the first sits at the playground's page. Let `recorder.bot` be where the
    bot is before anything happens.
    """

    def __init__(self, loop: Loop, users: Sequence[User], *, program: Path | None = None) -> None:
        self._loop = loop
        self.users = users
        self.rooms = {"general": TEAM, "kudos": KUDOS, "group": GROUP}
        self._chats = {users[0].id: OWN}
        self._found = program or find_program()
        self._numbers = itertools.count(1_700_000_000_000)
        self.recorder = Recorder()

    def __enter__(self) -> Self:
        if self._found is None:
            raise FileNotFoundError(f"{PROGRAM} is in no folder above: install it with npm")
        self._loop.run(self._start())
        try:
            self.program = Program(self._found, self._config(), self.recorder.address)
        except BaseException:
            self._loop.run(self._stop())
            raise
        self.address = f"http://127.0.0.1:{self.program.port}"
        self.recorder.teams = self.address
        return self

    async def _start(self) -> None:
        await self.recorder.start()
        self._session = ClientSession()

    async def _stop(self) -> None:
        await self._session.close()
        await self.recorder.stop()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.program.end()
        self._loop.run(self._stop())

    def _config(self) -> dict[str, Any]:
        me, *others = map(_account, self.users)
        return {
            "version": "0.1.1",
            "tenantId": TENANT,
            "bot": {"id": BOT, "name": App.name},
            "currentUser": me,
            "users": others,
            "personalChat": {"id": OWN},
            "groupChat": {"id": GROUP, "name": "Lunch"},
            "team": {
                "id": TEAM,
                "name": "Officine Aurora",
                "aadGroupId": "00000000-0000-0000-0000-000000000099",
                "channels": [{"id": KUDOS, "name": "kudos"}],
            },
        }

    # ---- What people do ----

    def joins(self, room: str = "general") -> None:
        """The app is added to the team, or to the group chat."""
        path = f"_debug/conversation/{self.rooms[room]}/installation"
        self._tell(lambda: self._post(path, {}), count=2)

    def installs(self, who: User) -> Exchange:
        """Somebody adds the app for themselves."""
        return self._act(who, self.chat_with(who), type="installationUpdate", action="add")

    def says(self, who: User, room: str, *said: str | User, **more: Any) -> Exchange:
        """Somebody writes into a room, or with "" in their own chat, where nobody is mentioned."""
        place = self.rooms[room] if room else self.chat_with(who)
        whole = (User(BOT, "", App.name, ""), " ", *said) if room else said
        shown = "<at>{}</at>" if room else "@{}"
        text = "".join(one if isinstance(one, str) else shown.format(one.name) for one in whole)
        named = [
            {"mentioned": {"id": one.id, "name": one.name}, "text": shown.format(one.name)}
            for one in whole
            if room and isinstance(one, User)
        ]
        if who is self.users[0] and not more:
            written = {"from": {"id": who.id}, "text": text, "textFormat": "xml"}
            path = f"_conversation/v1/conversations/{place}/messages"
            return self._tell(lambda: self._post(path, {**written, "mentions": named}))
        entities = [{"type": "mention", **one} for one in named]
        return self._act(who, place, type="message", text=text, entities=entities, **more)

    def presses(self, who: User, message: Activity, action: dict[str, Any]) -> Exchange:
        """Somebody presses a button of a card, of the kind that a bot answers."""
        pressed = {
            "name": "adaptiveCard/action",
            "from": {"id": who.id},
            "conversation": {"id": self._thread(message)},
            "replyToId": message.id,
            "value": {"action": action, "trigger": "manual"},
        }
        return self._tell(lambda: self._post("_conversation/v1/invoke", pressed))

    def fetches(self, who: User, message: Activity, action: dict[str, Any]) -> Exchange:
        """Somebody presses a button that opens a dialog; the playground itself opens none."""
        value = {"data": action["data"], "context": {"theme": "default"}}
        return self._invoke(who, self._thread(message), "task/fetch", value, message.id)

    def submits(self, who: User, data: dict[str, Any]) -> Exchange:
        """Somebody sends off a dialog."""
        value = {"data": data, "context": {"theme": "default"}}
        return self._invoke(who, self.chat_with(who), "task/submit", value)

    def reacts(self, who: User, message: Activity, kind: str) -> Exchange:
        """Somebody reacts to a message, by Teams' name for that."""
        about = {"replyToId": message.id, "reactionsAdded": [{"type": kind}]}
        return self._act(who, self._thread(message), type="messageReaction", **about)

    def wants(self, who: User, asked: Activity) -> tuple[str, bytes]:
        """Somebody says that they want a file; its name, and what is in it."""
        [question] = asked.payload["attachments"]
        name = question["name"]
        upload = {
            "uploadUrl": f"{self.recorder.address}/onedrive/{quote(name)}",
            "contentUrl": f"https://officine-my.sharepoint.com/personal/{who.upn}/{name}",
            "name": name,
            "uniqueId": "1150D938",
            "fileType": name.rpartition(".")[2],
        }
        context = question["content"]["acceptContext"]
        value = {"type": "fileUpload", "action": "accept", "context": context}
        value["uploadInfo"] = upload
        self._invoke(who, asked.conversation, "fileConsent/invoke", value, asked.id)
        return name, self._loop.run(self.recorder.uploaded(name))

    def picks(self, who: User, command: str, author: User, wrote: str) -> Exchange:
        """Somebody chooses a message extension from the menu of somebody's message."""
        user = {"userIdentityType": "aadUser", "id": author.object_id, "displayName": author.name}
        message = {
            "id": str(next(self._numbers)),
            "body": {"contentType": "html", "content": f"<p>{wrote}</p>"},
            "from": {"device": None, "user": user, "application": None},
        }
        value = {"commandId": command, "commandContext": "message", "messagePayload": message}
        picked = {
            "name": "composeExtension/fetchTask",
            "from": {"id": who.id},
            "conversation": {"id": self.rooms["general"]},
            "value": value,
        }
        return self._tell(lambda: self._post("_conversation/v1/invoke", picked))

    # ---- What is to be seen ----

    def messages(self, place: str | User) -> list[Activity]:
        """What the bot has written in a room or somebody's chat, as it is now, oldest first."""
        where = self.chat_with(place) if isinstance(place, User) else self.rooms[place]
        found: dict[str, Activity] = {}
        for call in self.recorder.to_teams:
            at = MESSAGE.fullmatch(call.path)
            if at is None or at["place"] != where or call.status >= 300:
                continue
            id_ = at["id"] or call.answer["id"]
            match call.method:
                case "POST":
                    found[id_] = Activity(id_, where, BOT, call.asked)
                case "PUT":
                    found[id_].payload = call.asked
                case "DELETE":
                    del found[id_]
        return list(found.values())

    @property
    def refused(self) -> list[Exchange]:
        """Whatever the playground did not take."""
        return [one for one in self.recorder.to_teams if one.status >= 400]

    # ---- How it is done ----

    def chat_with(self, who: User) -> str:
        """Somebody's own chat with the bot."""
        if who.id not in self._chats:
            asked = {"isGroup": False, "members": [{"id": who.id}]}
            opened = self._loop.run(self._post("_connector/v3/conversations", asked))
            self._chats[who.id] = opened["id"]
        return self._chats[who.id]

    def _thread(self, message: Activity) -> str:
        in_channel = message.conversation in (TEAM, KUDOS)
        return (
            f"{message.conversation};messageid={message.id}" if in_channel else message.conversation
        )

    def _invoke(self, who: User, place: str, name: str, value: Any, reply_to: str = "") -> Exchange:
        about = {"replyToId": reply_to} if reply_to else {}
        return self._act(who, place, type="invoke", name=name, value=value, **about)

    def _act(self, who: User, place: str, **what: Any) -> Exchange:
        """Have the playground hand any activity to the bot, as from anybody."""
        whole = place.partition(";")[0]
        kind = {GROUP: "groupChat", TEAM: "channel", KUDOS: "channel"}.get(whole, "personal")
        team = {"team": {"id": TEAM}, "channel": {"id": whole}} if kind == "channel" else {}
        activity = {
            "id": str(next(self._numbers)),
            "channelId": "msteams",
            "serviceUrl": f"{self.recorder.address}/_connector",
            "from": {"id": who.id, "name": who.name, "aadObjectId": who.object_id},
            "recipient": {"id": BOT, "name": App.name},
            "conversation": {"id": place, "conversationType": kind, "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}, **team},
            "locale": "en-US",
            "localTimezone": "Europe/Rome",
            **what,
        }
        return self._tell(lambda: self._post("_internal/v1/customActivities", activity))

    def _tell(self, act: Any, count: int = 1) -> Exchange:
        return self._loop.run(self.recorder.after(act, count))[-1]

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        async with self._session.post(f"{self.address}/{path}", json=body) as answer:
            text = await answer.text()
            assert answer.status < 300, f"{path}: {answer.status} {text}"
            return await answer.json() if text.startswith("{") else text


def _account(user: User) -> dict[str, str]:
    first, _, last = user.name.partition(" ")
    return {
        "id": user.id,
        "name": user.name,
        "userPrincipleName": user.upn,
        "aadObjectId": user.object_id,
        "givenName": first,
        "surname": last,
        "email": user.upn,
    }
