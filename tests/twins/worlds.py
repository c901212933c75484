"""Two workspaces that nobody could tell apart by any id, at one bot: its whole Slack side, no wire.

Who works in the one is called Alpha and writes of alpha, in the other Bravo; a word of the other is
a crossing wherever it turns up.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.runtime.app import App
from handlers.slack import Slack
from handlers.slack.reception import Reception
from handlers.slack.workplace import Workplace
from handlers.slack.workplaces import Workplaces
from tests.slack_world import payloads
from tests.slack_world.answers import apply_form_answer, show_answer, use_response_url
from tests.slack_world.arguments import decoded
from tests.slack_world.messages import Message, View
from tests.slack_world.methods import METHODS
from tests.slack_world.payloads import Issued, Request
from tests.slack_world.people import App as SlackApp
from tests.slack_world.people import User, channel, user
from tests.slack_world.schema import Payload
from tests.slack_world.world import ResponseUrl, SlackError, Trigger, World

HANDLES = [f"p{number}" for number in range(12)]
NAMES = ("alpha", "bravo")
NOON = 1_795_000_000.0
# How far back people look for something to do.
LATELY = 60


@dataclass
class TwinWorld(World):
    """A workspace whose clock stands still and whose ids are numbers, the same in each."""

    counts: dict[str, itertools.count[int]] = field(default_factory=dict)

    def now(self) -> float:
        return NOON

    def next_id(self, prefix: str) -> str:
        return f"{prefix}{self._next(prefix):010d}"

    def next_ts(self) -> str:
        return f"{NOON:.0f}.{self._next('ts'):06d}"

    def issue(self, who: str, channel: str = "", original: Message | None = None) -> Issued:
        """A trigger and a response_url that count up."""
        number = self._next("issued")
        trigger, url = f"{number}.trigger", f"url{number}"
        self.triggers[trigger] = Trigger(who, NOON)
        if channel:
            self.response_urls[url] = ResponseUrl(who, channel, NOON, original)
        return Issued(trigger, f"{self.base_url}/{url}" if channel else "", NOON + number)

    def _next(self, what: str) -> int:
        return next(self.counts.setdefault(what, itertools.count(1)))


class Twin:
    """One of the two: its world, and what has to stay out of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        # In Bravo they speak Italian, in Alpha never: the company's first language is English.
        locale = "it-IT" if name == "bravo" else "en-US"
        self.never = ("alpha",) if name == "bravo" else ("bravo", "non è più valido")
        team = f"T0{name.upper()}"
        self.app = SlackApp(team=team, domain=name, bot_token=f"xoxb-{name}")
        everybody = {
            one.id: one
            for handle in HANDLES
            for one in [user(handle, f"{handle.title()} {name.title()}", team=team, locale=locale)]
        }
        rooms = [channel("general", list(everybody.values()))]
        rooms.append(channel("kudos", list(everybody.values())))
        self.world = TwinWorld(self.app, everybody, {one.id: one for one in rooms})
        self.world.base_url = f"https://{name}.test"
        self.crossings: list[str] = []
        self.calls = 0

    @property
    def key(self) -> str:
        return f"slack:{self.app.team}"

    def person(self, number: int) -> User:
        return self.world.users[user(HANDLES[number % len(HANDLES)]).id]

    def look(self, where: str, what: object) -> Any:
        """See that nothing of the other is in it; return it as it arrives over a wire."""
        said = json.dumps(what, ensure_ascii=False)
        if any(word in said.lower() for word in self.never):
            self.crossings.append(f"{where}: {said[:400]}")
        return json.loads(said)


class TwinClient(AsyncWebClient):
    """Slack's Web API, one of whose tokens works in one workspace only."""

    def __init__(self, twin: Twin) -> None:
        super().__init__(token=twin.app.bot_token)
        self.twin = twin

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        parts = (given.get(one) or {} for one in ("params", "data", "json"))
        args = {name: value for part in parts for name, value in part.items() if value is not None}
        assert args.pop("token", self.token) == self.twin.app.bot_token
        self.twin.calls += 1
        came = decoded(self.twin.look(api_method, args))
        try:
            answer = {"ok": True, **METHODS[api_method].run(self.twin.world, came)}
        except SlackError as refusal:
            answer = {"ok": False, "error": refusal.code}
        response = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=answer,
            headers={},
            status_code=200,
        )
        if not answer["ok"]:
            raise SlackApiError(f"{api_method}: {answer['error']}", response)
        return response


class Post:
    """The answer to a post to a response_url."""

    status = 200

    def __init__(self, said: str) -> None:
        self.said = said

    async def __aenter__(self) -> Post:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def text(self) -> str:
        return self.said


class TwinSession:
    """The wire on which response_urls are used."""

    def __init__(self, twins: list[Twin]) -> None:
        self.twins = twins

    def post(self, url: str, json: Payload) -> Post:
        (twin,) = (one for one in self.twins if url.startswith(one.world.base_url))
        came = twin.look("response_url", json)
        failed = use_response_url(twin.world, url.rpartition("/")[2], came)
        return Post('{"ok":false}' if failed else "ok")

    async def close(self) -> None:
        """There is nothing to close."""


class Direct(AsyncApp):
    """Stands where Bolt stands: finds out what a request is, and hands it on, in no time."""

    def __init__(self) -> None:
        self.takes: dict[str, Any] = {}

    def _taking(self, kind: str) -> Any:
        return lambda _pattern: lambda take: self.takes.setdefault(kind, take)

    def __getattribute__(self, name: str) -> Any:
        if name in KINDS.values():
            return self._taking(name)
        return super().__getattribute__(name)

    def error(self, func: Any) -> Any:
        """What is malformed fails the test."""

    async def tell(self, request: Request) -> tuple[int, Payload]:
        """Hand a request to whoever takes its kind; return what was answered."""
        body = json.loads(json.dumps(request.payload))
        given: Payload = {}

        async def ack(**answer: Any) -> None:
            given.update(answer)

        await self.takes[KINDS[body.get("type", "command")]](ack, body)
        return 200, json.loads(json.dumps(given))


KINDS = {
    "command": "command",
    "block_actions": "action",
    "view_submission": "view",
    "message_action": "shortcut",
    "event_callback": "event",
}


class TwinSlack(Slack):
    """The platform, connected to both."""

    def join(self, app: App, twins: list[Twin]) -> None:
        """Connect without any wire."""
        self.per_minute = self.most_per_minute = 100_000_000
        session: Any = TwinSession(twins)
        places = Workplaces(session)
        for twin in twins:
            client, mine = TwinClient(twin), twin.app
            places.add(Workplace(mine.team, client, session, user=mine.user, bot=mine.bot))
        self._session, self._places, self._problem = session, places, "ok"
        self._reception = Reception(app, places)
        self._bolt, self._direct = self._reception.bolt(), Direct()
        self._reception.listen(self._direct)

    async def tell(self, request: Request, *, by_bolt: bool) -> tuple[int, Payload]:
        """Let Slack tell something, also by way of Bolt; return the status and the answer."""
        if not by_bolt:
            return await self._direct.tell(request)
        answer = await self._bolt.async_dispatch(
            AsyncBoltRequest(
                body=request.body().decode(), headers={"content-type": request.content_type}
            )
        )
        return answer.status, json.loads(answer.body) if answer.body.startswith("{") else {}

    async def quiet(self) -> None:
        """Let all that follows an answer happen."""
        assert self._reception is not None
        await self._reception.stop()


def screen(twin: Twin, request: Request, answer: Payload) -> None:
    """Do on the screen what an answer says, as Slack does."""
    twin.look("answer", answer)
    told: Mapping[str, Any] = request.payload
    if request.kind == "slash_commands" and answer:
        show_answer(twin.world, answer, told["user_id"], told["channel_id"])
    elif told.get("type") == "view_submission":
        views = [one for one in twin.world.views if one.id == told["view"]["id"]]
        # Where a form was sent off twice at once, it may show something else by now.
        with suppress(SlackError):
            apply_form_answer(twin.world, views[0], answer or None)


def forms(twin: Twin) -> list[View]:
    """The forms that were opened lately and are open still."""
    lately = twin.world.views[-LATELY:]
    return [one for one in lately if not one.closed and one.payload.get("submit")]


def cards(twin: Twin) -> list[Message]:
    """What has been posted lately and has a button."""
    lately = twin.world.messages[-LATELY:]
    return [one for one in lately if one.origin == "api" and one.buttons]


__all__ = ["Twin", "TwinSlack", "cards", "forms", "payloads", "screen"]
