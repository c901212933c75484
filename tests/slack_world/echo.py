"""A bot of a few lines to try the test programs with; it shares nothing with the real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from .fake import StrictSlack
from .people import App
from .schema import Payload

FORM: Payload = {
    "type": "modal",
    "callback_id": "thanks",
    "title": {"type": "plain_text", "text": "Thanks"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "to",
            "label": {"type": "plain_text", "text": "To"},
            "element": {"type": "multi_users_select", "action_id": "to"},
        },
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "plain_text_input", "action_id": "why", "max_length": 50},
        },
    ],
}


def card(text: str) -> Payload:
    label = {"type": "plain_text", "text": "Cheer"}
    button = {"type": "button", "text": label, "action_id": "cheer", "value": "1"}
    return {
        "text": text,
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": text}},
            {"type": "actions", "block_id": "row", "elements": [button]},
        ],
    }


@dataclass
class Echo:
    """Answers a command with its text, opens a form for /form, and posts what the form says."""

    app: App
    api_url: str
    session: ClientSession
    url: str = ""
    seen: list[Payload] = field(default_factory=list)

    async def over_http(self, request: web.Request) -> web.Response:
        raw = await request.read()
        verifier = SignatureVerifier(self.app.signing_secret)
        if not verifier.is_valid_request(raw, dict(request.headers)):
            return web.Response(status=401)
        if request.content_type == "application/json":
            answer = await self.answer(json.loads(raw))
        else:
            form = dict(await request.post())
            payload = json.loads(str(form["payload"])) if "payload" in form else form
            answer = await self.answer(payload)
        return web.Response() if answer is None else web.json_response(answer)

    async def answer(self, payload: dict[str, Any]) -> Payload | None:
        self.seen.append(payload)
        kind = payload.get("type", payload.get("command"))
        match kind:
            case "/echo":
                return {"response_type": "ephemeral", **card(payload["text"])}
            case "/shout":
                return {"response_type": "in_channel", **card(payload["text"])}
            case "/form" | "message_action":
                await self.call("views.open", trigger_id=payload["trigger_id"], view=FORM)
            case "block_actions":
                changed = card("cheered") | {"replace_original": True}
                async with self.session.post(payload["response_url"], json=changed):
                    return None
            case "view_submission":
                return await self.submitted(payload["view"]["state"]["values"])
        return None

    async def submitted(self, values: Payload) -> Payload | None:
        if len(values["why"]["why"]["value"]) < 5:
            return {"response_action": "errors", "errors": {"why": "say more"}}
        people = " ".join(f"<@{one}>" for one in values["to"]["to"]["selected_users"])
        text = f"{people} {values['why']['why']['value']}"
        await self.call("chat.postMessage", channel="C0GENERAL", **card(text))
        return None

    async def call(self, method: str, **args: Any) -> Payload:
        headers = {"Authorization": f"Bearer {self.app.bot_token}"}
        async with self.session.post(self.api_url + method, json=args, headers=headers) as answer:
            return dict(await answer.json())


@contextmanager
def over_http(slack: StrictSlack, app: App | None = None) -> Iterator[Echo]:
    """Serve the bot on the fake's loop; with `app` it takes itself for another one."""
    echo = Echo(app or slack.app, slack.api_url, slack.session)

    async def start() -> web.AppRunner:
        application = web.Application()
        application.add_routes([web.post("/slack/events", echo.over_http)])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    runner = slack.run(start())
    echo.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield echo
    finally:
        slack.run(runner.cleanup())


@contextmanager
def over_socket(slack: StrictSlack, api_url: str = "", ping: float = 5.0) -> Iterator[Echo]:
    """Connect the bot with Slack's own Socket Mode client, to the fake or to `api_url`.

    `ping` is how many seconds apart it asks whether the connection is alive.
    """
    echo = Echo(slack.app, api_url or slack.api_url, slack.session)

    async def start() -> Any:
        web_client = AsyncWebClient(slack.app.bot_token, echo.api_url)
        client: Any = SocketModeClient(
            slack.app.app_token, web_client=web_client, ping_interval=ping
        )

        async def listen(client: Any, request: SocketModeRequest) -> None:
            answer = await echo.answer(request.payload)
            response = SocketModeResponse(request.envelope_id, answer)
            await client.send_socket_mode_response(response)

        client.socket_mode_request_listeners.append(listen)
        await client.connect()
        return client

    client = slack.run(start())
    try:
        yield echo
    finally:
        slack.run(client.close())
