"""A company on Teams inside the test's own process: Piazza, Microsoft's keys, a strict Teams."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
from pydantic import BaseModel

from bot.directory import roles
from bot.directory.lookup import find_people
from bot.people import Role
from bot.runtime import assembly, discover
from bot.runtime.clock import Clock
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.skill import Skill
from bot.testing_schema import prepare
from handlers.teams import Teams
from handlers.web import Host, mounted
from tests.handlers.teams.microsoft import Microsoft, claims, token
from tests.teams_world import COMPANY, Activity, Conversation, StrictTeams, User
from tests.teams_world.people import TENANT, rooms

T = TypeVar("T")

WORKSPACE = f"teams:{TENANT}"
PATIENCE = 20.0


class World:
    """An app with the skills kudos and cm and any more, on Teams; `installed` has everybody
    who has the app greeted, and the team with its channels joined. `of_skills` are their settings.
    """

    def __init__(
        self,
        folder: Path,
        *,
        users: Sequence[User] = COMPANY,
        places: Sequence[Conversation] | None = None,
        more: Sequence[Skill] = (),
        of_skills: Mapping[str, BaseModel] | None = None,
        database_url: str | None = None,
        **sections: Any,
    ) -> None:
        self.folder = folder
        self.runner = asyncio.Runner()
        self.numbers = itertools.count(1_700_000_000_000)
        self.teams = StrictTeams(users, places if places is not None else rooms())
        self.microsoft = Microsoft()
        self._more = more
        self._of_skills = of_skills or {}
        self._url = database_url
        self._sections = sections

    def __enter__(self) -> Self:
        self.teams.__enter__()
        self.run(self._start())
        return self

    def settings(self, **secrets: Any) -> Settings:
        """The settings of a bot whose Microsoft is on this machine."""
        self.skills = [*discover.load_skills(["kudos", "cm"]), *self._more]
        app = self.teams.app
        known = {
            "piazza_home": self.folder,
            "piazza_keys": Path(f"{self.folder}-keys"),
            "port": 0,
            "admin_port": 0,
            "teams_app_id": app.id,
            "teams_app_password": app.password,
            "teams_tenant_id": app.tenant,
            "teams_login_url": self.teams.world.base_url,
            "teams_openid_url": self.microsoft.url,
            **({"database_url": self._url} if self._url else {}),
            **secrets,
        }
        return Settings(
            skills={skill.name: skill.settings() for skill in self.skills} | {**self._of_skills},
            secrets=Secrets(**known),
            **{
                "company": {"name": "Officine Aurora", "languages": ["en", "it"]},
                "teams": {"service_hosts": ["127.0.0.1"]},
                **self._sections,
            },
        )

    async def _start(self) -> None:
        self._keys = self.microsoft.serving()
        await self._keys.__aenter__()
        conf = self.settings()
        database = assembly.open_store(conf)
        prepare(database, assembly.homes(self.skills))
        self.app = assembly.assemble(conf, self.skills, database, Clock())
        self.platform = Teams(conf)
        self.app.platforms["teams"] = self.platform
        self.host: Host = mounted(self.app, conf.secrets)
        self.client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        await self.host.start()
        await self.platform.start(self.app)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._stop())
        self.runner.close()
        self.app.database.close()
        self.teams.__exit__(kind, error, trace)

    async def _stop(self) -> None:
        await self.client.close()
        await self.host.stop()
        await self.app.stop_sending()
        await self.platform.stop()
        await self._keys.__aexit__(None, None, None)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the world's own loop."""
        return self.runner.run(work)

    def settle(self) -> None:
        """Wait until everything on its way is delivered."""

        async def wait() -> None:
            tenant = self.platform._tenant
            assert tenant is not None
            while tenant._reception.follow_ups.pending:
                await asyncio.gather(*tenant._reception.follow_ups.pending)
            await self.app.engine.idle()

        self.run(wait())

    def grant(self, who: User) -> None:
        """Make somebody community manager."""
        now = self.app.clock()

        def change(db: Any) -> None:
            found = find_people(db.connection(), WORKSPACE, [who.object_id], now)[who.object_id]
            roles.grant(db.connection(), found.id, Role.CM, now)

        self.app.database.write_now(change)

    # ---- What people do there ----

    def sends(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Hand an activity over, signed by Microsoft; its status and answer."""
        signed = token(claims(serviceurl=body.get("serviceUrl")))

        async def post() -> tuple[int, Any]:
            url = f"http://127.0.0.1:{self.host.port}/api/messages"
            headers = {"Authorization": f"Bearer {signed}"}
            async with self.client.post(url, json=body, headers=headers) as answer:
                text = await answer.text()
                return answer.status, json.loads(text) if text.startswith("{") else text

        answered = self.run(post())
        self.settle()
        return answered

    def activity(self, who: User, room: Conversation | User | str, **more: Any) -> dict[str, Any]:
        """An activity as Teams writes it."""
        place = self.teams.place(room)
        team = {"team": {"id": self.teams.place("general").id}} if place.kind == "channel" else {}
        return {
            "id": str(next(self.numbers)),
            "channelId": "msteams",
            "serviceUrl": self.teams.service_url,
            "from": {"id": who.id, "name": who.name, "aadObjectId": who.object_id},
            "recipient": {"id": self.teams.app.bot, "name": "Piazza"},
            "conversation": {
                "id": place.id,
                "conversationType": place.kind,
                "tenantId": TENANT,
                **({} if place.kind == "personal" else {"isGroup": True}),
            },
            "channelData": {"tenant": {"id": TENANT}, **team},
            "locale": "en-US",
            "localTimezone": "Europe/Rome",
            **more,
        }

    def installs(self, who: User, **more: Any) -> tuple[int, Any]:
        """Somebody adds the app for themselves."""
        return self.sends(self.activity(who, who, type="installationUpdate", action="add", **more))

    def joins(self, room: str = "general") -> tuple[int, Any]:
        """The app is added to a team, or a group chat."""
        bot = {"id": self.teams.app.bot}
        ann = next(iter(self.teams.world.users.values()))
        return self.sends(self.activity(ann, room, type="conversationUpdate", membersAdded=[bot]))

    def says(
        self, who: User, room: Conversation | User | str, *said: str | User, **more: Any
    ) -> tuple[int, Any]:
        """Somebody writes; in a room, to Piazza. Whoever is named is mentioned."""
        bot = User(self.teams.app.bot, "", "Piazza", "")
        personal = self.teams.place(room).kind == "personal"
        whole = said if personal else (bot, " ", *said)
        text = "".join(one if isinstance(one, str) else f"<at>{one.name}</at>" for one in whole)
        named = [
            {
                "type": "mention",
                "mentioned": {"id": one.id, "name": one.name},
                "text": f"<at>{one.name}</at>",
            }
            for one in whole
            if isinstance(one, User)
        ]
        return self.sends(
            self.activity(who, room, type="message", text=text, entities=named, **more)
        )

    def presses(self, who: User, label: str, on: Activity, **more: Any) -> tuple[int, Any]:
        """Somebody presses a button of a card."""
        [action] = [one for one in on.cards[0]["actions"] if one["title"] == label]
        pressed = {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "value": {"action": action, "trigger": "manual"},
            "replyToId": on.id,
            **more,
        }
        return self.sends(self.activity(who, on.conversation, **pressed))

    def fetches(self, who: User, offered: Activity, label: str = "") -> tuple[int, Any]:
        """Somebody presses the button that opens a form: the only one, or that with the label."""
        [action] = [one for one in opening(offered) if label in ("", one["title"])]
        data = {**action["data"], "type": "task/fetch"}
        assert data.pop("msteams") == {"type": "task/fetch"}
        value = {"data": data, "context": {"theme": "default"}}
        fetch = {"type": "invoke", "name": "task/fetch", "value": value, "replyToId": offered.id}
        return self.sends(self.activity(who, offered.conversation, **fetch))

    def opens(self, who: User, offered: Activity, label: str = "") -> dict[str, Any]:
        """The dialog that opens."""
        status, body = self.fetches(who, offered, label)
        assert (status, body["task"]["type"]) == (200, "continue"), body
        return dict(body["task"]["value"])

    def submits(self, who: User, shown: dict[str, Any], filled: dict[str, str]) -> Any:
        """Somebody sends a dialog off: the next one, or the words with which it closes."""
        status, body = self.sends(self.submission(who, shown, filled))
        assert status == 200
        return body["task"]["value"]

    def submission(
        self, who: User, shown: dict[str, Any], filled: dict[str, str], **more: Any
    ) -> dict[str, Any]:
        """What a dialog that is sent off tells."""
        [action] = shown["card"]["content"]["actions"]
        value = {"data": {**action["data"], **filled}, "context": {"theme": "default"}}
        return self.activity(who, who, type="invoke", name="task/submit", value=value, **more)


def opening(activity: Activity) -> list[dict[str, Any]]:
    """The buttons of a card that open dialogs, at its end or in its parts."""
    content = activity.cards[0]
    parts = [one for each in content["body"] for one in each.get("items", ())]
    sets = [one["actions"] for one in parts if one["type"] == "ActionSet"]
    return [*content.get("actions", ()), *(action for found in sets for action in found)]


def words(activity: Activity) -> str:
    """What a card says, a line a paragraph."""
    return "\n".join(_lines(activity.cards[0]["body"]))


def _lines(body: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for one in body:
        if one["type"] == "Container":
            found += _lines(one["items"])
        elif one["type"] == "ColumnSet":
            bullet, said = one["columns"]
            found.append(" ".join(_lines([*bullet["items"], *said["items"]])))
        elif one["type"] == "TextBlock":
            found.append(re.sub("</?at>", "", one["text"]))
        elif one["type"] == "RichTextBlock":
            found.append("".join(run["text"] for run in one["inlines"]))
    return found
