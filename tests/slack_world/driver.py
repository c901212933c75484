"""People at their Slack: they type, press and fill in; the bot is told as Slack would tell it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import ClientError, ClientTimeout

from . import payloads
from .answers import apply_form_answer, show_answer
from .fake import StrictSlack
from .filling import fields, filled
from .messages import Message, View
from .payloads import Issued, Request
from .people import Channel, User
from .schema import Payload
from .world import SlackError


@dataclass(frozen=True)
class Reply:
    """What came back. `status` is 0 when nothing did (200 for any acknowledgement over Socket
    Mode).

    `failure` says why Slack would show the person that it did not work, empty when it did.
    `message` is what the answer put on the screen, `errors` the red lines in the form by label of
    the field.
    """

    request: Request
    status: int
    body: Payload | str | None
    took: float
    failure: str = ""
    message: Message | None = None
    errors: dict[str, str] = field(default_factory=dict)


class Driver:
    """Sends to the bot's `url` over HTTP, or over Socket Mode when there is none.

    `patience` is how many seconds an answer may take before Slack gives up: really three.
    """

    def __init__(self, slack: StrictSlack, url: str = "", *, patience: float = 3.0) -> None:
        self.slack = slack
        self.url = url
        self.patience = patience

    # ---- What people do ----

    def command(
        self,
        user: User,
        command: str,
        text: str = "",
        channel: Channel | str = "general",
        *,
        raw: bool = False,
    ) -> Reply:
        """Type a slash command; Slack codes handles, channels and addresses in it, unless `raw`."""
        return self.send(self._command(user, command, text, channel, raw=raw))

    def press(self, user: User, where: Message | View, button: str | int = 0) -> Reply:
        """Press a button in a message or view, by the text on it or its position."""
        return self.send(self._press(user, where, button))

    def submit(
        self, user: User, view: View | None = None, answers: Mapping[str, Any] | None = None
    ) -> Reply:
        """Fill in and submit a form, the one on top when not given (answers: `filling.filled`).

        Raises NotSent when Slack itself would not let the form go.
        """
        return self.send(self._submit(user, view, answers or {}))

    def close(self, user: User) -> Reply | None:
        """Close the form on top; the bot is told only when the form asked for that."""
        view = self._live(self._top(user))
        with self.slack.world.changed:
            view.closed = True
        if not view.payload.get("notify_on_close"):
            return None
        return self.send(payloads.view_closed(self.slack.app, user, view))

    def shortcut(self, user: User, callback_id: str, message: Message) -> Reply:
        """Use a message shortcut on a message."""
        issued = self._issue(user, "actions", message)
        where = self.slack.channel(message.channel)
        request = payloads.message_action(self.slack.app, user, where, message, callback_id, issued)
        return self.send(request)

    def choose(self, user: User, callback_id: str) -> Reply:
        """Use a global shortcut, from the menu beside the message box."""
        issued = self._issue(user, "", None)
        return self.send(payloads.global_shortcut(self.slack.app, user, callback_id, issued))

    def mention(
        self, user: User, words: str, channel: Channel | str = "general", *, thread: str = ""
    ) -> Reply:
        """Write a message in which @piazza is mentioned.

        Raises LookupError where the app would not be told: it is told where it is a member.
        """
        where = self.slack.channel(channel)
        if self.slack.app.user not in where.members:
            raise LookupError("the app is not told of mentions there")
        message = self.slack.says(user, where, words, thread=thread)
        assert self.slack.app.user in message.text
        return self.event(payloads.app_mention(user, message))

    def replies(self, user: User, words: str, to: Message, **more: Any) -> Reply:
        """Write into the thread of a message; `more` is what the event tells otherwise.

        Slack tells it where the app is a member, and where it mentions the app a second time.
        """
        message = self.slack.says(user, self.slack.world.channels[to.channel], words, thread=to.ts)
        if self.slack.app.user in message.text:
            self.event(payloads.app_mention(user, message) | more)
        return self.event(payloads.message_in_channel(user, message) | more)

    def event(self, event: Payload, event_id: str = "", retry: int = 0) -> Reply:
        """Send an event; give the `event_id` again and a `retry` count to send it once more."""
        world = self.slack.world
        return self.send(
            payloads.event_callback(
                self.slack.app, event, event_id or world.next_id("Ev"), world.now(), retry
            )
        )

    def opens_home(self, user: User, tab: str = "home") -> Reply:
        """Open a tab of the app's home: home, messages or about."""
        slack = self.slack
        where, published, at = slack.dm_channel(user), slack.home(user), slack.world.next_ts()
        return self.event(payloads.app_home_opened(slack.app, user, where, tab, published, at))

    def reacts(self, user: User, message: Message, emoji: str) -> Reply:
        """React to a message, with an emoji such as "tada" or "clap::skin-tone-2".

        Raises LookupError where the app would not be told: without the scope, or not in the
        channel.
        """
        where = self.slack.channel(message.channel)
        if (
            "reactions:read" not in self.slack.app.scopes
            or self.slack.app.user not in where.members
        ):
            raise LookupError("the app is not told of reactions there")
        at = self.slack.world.next_ts()
        return self.event(payloads.reaction_added(user, message, emoji, at))

    # ---- Many at once ----

    def flood(self, commands: Iterable[tuple[User, str, str]], at_once: int = 50) -> list[Reply]:
        """Type many commands (user, command, text), `at_once` under way; replies in their order."""

        async def one(user: User, command: str, text: str) -> Reply:
            async with gate:
                return await self._send(self._command(user, command, text, "general"))

        gate = asyncio.Semaphore(at_once)
        return self.slack.run(_all([one(*command) for command in commands]))

    def again(self, request: Request, times: int = 1) -> list[Reply]:
        """Send the very same payload again, `times` at once."""
        return self.slack.run(_all([self._send(request) for _ in range(times)]))

    def send(self, request: Request) -> Reply:
        """Send one request and do on the screen what the answer says."""
        return self.slack.run(self._send(request))

    # ---- How it is done ----

    def _command(
        self, user: User, command: str, text: str, channel: Channel | str, *, raw: bool = False
    ) -> Request:
        where = self.slack.channel(channel)
        issued = self._issue(user, "commands", where)
        words = text if raw else self.slack.typed(text)
        return payloads.slash_command(self.slack.app, user, where, command, words, issued)

    def _press(self, user: User, where: Message | View, button: str | int) -> Request:
        element = _button(where, button)
        if isinstance(where, View):
            issued, live = self._issue(user, "", None), self._live(where)
            if live.user != user.id:
                raise LookupError(f"{user.name} does not see this view")
            return payloads.pressed_in_view(self.slack.app, user, live, element, issued)
        with self.slack.world.changed:
            message = self.slack.world.find(where.channel, where.ts)
        if message.only_for not in ("", user.id):
            raise LookupError(f"{user.name} does not see this message")
        issued = self._issue(user, "actions", message)
        channel = self.slack.channel(where.channel)
        return payloads.pressed_in_message(self.slack.app, user, channel, message, element, issued)

    def _submit(self, user: User, view: View | None, answers: Mapping[str, Any]) -> Request:
        live = self._live(view or self._top(user))
        if live.user != user.id or live.closed:
            raise LookupError(f"{user.name} does not have this form open")
        with self.slack.world.changed:
            values = filled(live, answers)
        return payloads.view_submission(
            self.slack.app, user, live, values, self._issue(user, "", None)
        )

    def _top(self, user: User) -> View:
        view = self.slack.modal(user)
        if view is None:
            raise LookupError(f"{user.name} has no form open")
        return view

    def _live(self, view: View) -> View:
        with self.slack.world.changed:
            return next(found for found in self.slack.world.views if found.id == view.id)

    def _issue(self, user: User, kind: str, about: Message | Channel | None) -> Issued:
        world = self.slack.world
        with world.changed:
            original = about if isinstance(about, Message) else None
            where = about.channel if isinstance(about, Message) else about.id if about else ""
            url = world.new_response_url(kind, user.id, where, original) if kind else ""
            return Issued(world.new_trigger(user.id), url, world.now())

    async def _send(self, request: Request) -> Reply:
        start = time.monotonic()
        try:
            deliver = self._over_http(request) if self.url else self._over_socket(request)
            status, body = await asyncio.wait_for(deliver, self.patience)
            failure = "" if status == 200 else f"http {status}"
        except TimeoutError:
            status, body, failure = 0, None, "operation_timeout"
        except ClientError as error:
            status, body, failure = 0, None, f"{type(error).__name__}: {error}"
        reply = Reply(request, status, body, time.monotonic() - start, failure)
        return reply if failure else self._shown(reply)

    async def _over_http(self, request: Request) -> tuple[int, Payload | str | None]:
        headers = request.headers(self.slack.app.signing_secret)
        async with self.slack.session.post(
            self.url, data=request.body(), headers=headers, timeout=ClientTimeout(total=None)
        ) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            return response.status, (json.loads(text) if is_json and text else text) or None

    async def _over_socket(self, request: Request) -> tuple[int, Payload | str | None]:
        retry: Payload = {}
        if request.kind == "events_api":
            retry = {
                "retry_attempt": request.retry,
                "retry_reason": "timeout" if request.retry else "",
            }
        return 200, await self.slack.socket.deliver(request.kind, request.payload, retry)

    def _shown(self, reply: Reply) -> Reply:
        world = self.slack.world
        with world.changed:
            try:
                reply = self._settled(reply)
            except SlackError as refusal:
                lines = [f"answer: {refusal.code} {line}" for line in refusal.details or ("",)]
                self.slack.answer_faults += lines
                reply = replace(reply, failure=refusal.code)
            world.touch()
        return reply

    def _settled(self, reply: Reply) -> Reply:
        request, body = reply.request, reply.body
        if request.kind == "slash_commands" and body and "user_id" in request.payload:
            answer = {"text": body} if isinstance(body, str) else body
            about = request.payload
            shown = show_answer(self.slack.world, answer, about["user_id"], about["channel_id"])
            return replace(reply, message=replace(shown))
        if request.payload.get("type") == "view_submission":
            return self._settled_form(reply)
        if request.kind == "interactive" and body:
            raise SlackError("ignored_answer", f"Slack does nothing with {body!r} here")
        return reply

    def _settled_form(self, reply: Reply) -> Reply:
        if isinstance(reply.body, str):
            raise SlackError("invalid_response", f"not JSON: {reply.body[:80]!r}")
        view = next(
            v for v in self.slack.world.views if v.id == reply.request.payload["view"]["id"]
        )
        apply_form_answer(self.slack.world, view, reply.body)
        labels = {one.block_id: one.label for one in fields(view)}
        return replace(reply, errors={labels[block]: words for block, words in view.errors.items()})


async def _all(work: Sequence[Any]) -> list[Reply]:
    return list(await asyncio.gather(*work))


def _button(where: Message | View, button: str | int) -> Payload:
    if isinstance(button, int):
        return where.buttons[button]
    for element in where.buttons:
        if element["text"]["text"] == button:
            return element
    raise LookupError(
        f"no button {button!r}; there are {[b['text']['text'] for b in where.buttons]}"
    )
