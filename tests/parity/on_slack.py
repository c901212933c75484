"""The world of a Slack that is not ours: a bot by HTTP, people who use its page."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.provider.loop import Loop
from tests.slack_world import user
from tests.slack_world.filling import fields, filled
from tests.slack_world.local import LocalSlack
from tests.slack_world.messages import View
from tests.slack_world.reading import shown

from .inside import Inside
from .world import NAMES, Form, Seen, World, lines_of

PEOPLE = {who: user(who, name) for who, name in NAMES.items()}
WHO = {one.id: who for who, one in PEOPLE.items()}
SHOWN = {one.id: one.real_name for one in PEOPLE.values()}
# What is shown once something was sent off is no form.
LAST = "Piazza"


class OnSlack(World):
    """Commands are slash commands, forms modals, private answers ephemeral messages."""

    def __init__(self, slack: LocalSlack, bot: Inside) -> None:
        super().__init__(bot.app, bot.model)
        self._slack = slack
        self._bot = bot
        self._closing: dict[str, list[Seen]] = {who: [] for who in NAMES}

    def begins(self) -> None:
        self._slack.reset()
        super().begins()

    def until(self, moment: str) -> None:
        self._bot.until(moment)

    def home(self, who: str) -> Seen:
        self._slack.opens_home(PEOPLE[who])
        self._bot.settle(*self._follow_ups())
        shown = self._slack.home(PEOPLE[who])
        assert shown is not None
        return _seen("home", shown)

    def chart(self, seen: Seen) -> bytes:
        [shared] = seen.own["files"]
        return self._slack.file(shared)

    def file(self, who: str, seen: Seen) -> tuple[str, str]:
        [shared] = seen.own["files"]
        return shared["name"], self._slack.file(shared).decode("utf-8-sig", "replace")

    def _type(self, who: str, words: str) -> Form | None:
        command, _, rest = words.partition(" ")
        coded = re.sub(r"@(\w+)", lambda one: _coded(one[1]), rest)
        before = self._top()
        self._slack.command(PEOPLE[who], f"/{command}", coded)
        return self._after(who, before)

    def _press(self, who: str, label: str, on: Seen) -> Form | None:
        before = self._top()
        if on.own["type"] == "modal":
            self._slack.press_in_form(PEOPLE[who], on.own, label)
        else:
            self._slack.press(PEOPLE[who], on.own, label)
        return self._after(who, before)

    def _fill(self, who: str, form: Form, values: Mapping[str, Any]) -> Form | None:
        before, view = self._top(), form.own
        given = {name: _raw(value) for name, value in values.items()}
        for one in fields(view):
            if one.element["type"] == "users_select" and isinstance(given.get(one.action_id), list):
                [given[one.action_id]] = given[one.action_id]
        errors = self._slack.submit(PEOPLE[who], filled(view, given))
        if errors:
            view.errors = errors
            return _form(view)
        return self._after(who, before)

    def _pick(self, who: str, shortcut: str, author: str, wrote: str) -> Form | None:
        said = self._slack.says(PEOPLE[author], wrote)
        # The shortcut goes by the trigger of a command.
        self._slack.command(PEOPLE[who], "/piazza")
        before = self._top()
        self._slack.shortcut(PEOPLE[who], shortcut, said)
        return self._after(who, before)

    def _react(self, who: str, on: Seen) -> Form | None:
        before = self._top()
        self._slack.react(PEOPLE[who], on.own, "tada")
        return self._after(who, before)

    def _top(self) -> Any:
        return self._slack.modal()

    def _after(self, who: str, before: Any) -> Form | None:
        self._bot.settle(*self._follow_ups())
        top = self._top()
        if top is None or top == before:
            return None
        if top["title"]["text"] != LAST:
            return _form(View(top["id"], PEOPLE[who].id, top, "", top["id"]))
        key = f"{who} closing {len(self._closing[who])}"
        self._closing[who].append(_seen(key, top))
        return None

    def _follow_ups(self) -> list[Any]:
        listeners = self._bot.platform._reception._listeners.values()
        return [one.follow_ups for one in listeners]

    def _alone(self, who: str) -> list[Seen]:
        reader = PEOPLE[who]
        whispered = [
            one
            for room in self._slack.rooms
            for one in self._slack.messages(room)
            if one.get("ephemeral_to") == reader.id
        ]
        told = [one for one in self._slack.dm(reader) if one["user"] == self._slack.app.user]
        found = sorted([*whispered, *told], key=lambda one: float(one["ts"]))
        return [*map(_message, found), *self._closing[who]]

    def _public(self, name: str) -> list[Seen]:
        found = self._slack.messages(name)
        return [_message(one) for one in found if "ephemeral_to" not in one]


def _coded(who: str) -> str:
    return f"<@{PEOPLE[who].id}|{who}>" if who in PEOPLE else f"@{who}"


def _raw(value: Any) -> Any:
    return [PEOPLE[one] for one in value] if isinstance(value, list) else value


def _message(one: Any) -> Seen:
    return _seen(f"{one['channel']} {one['ts']}", one)


def _seen(key: str, message: Any) -> Seen:
    """A message, or what a form became."""
    blocks = message.get("blocks") or []
    said = [one for one in blocks if one["type"] != "actions"]
    labels = [
        element["text"]["text"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    words = shown({"text": message.get("text", ""), "blocks": said}, SHOWN)
    return Seen(key, lines_of(words), tuple(labels), message)


def _words(view: Any) -> str:
    return shown({"blocks": view["blocks"]}, SHOWN)


def _form(view: View) -> Form:
    values = {one.action_id: _value(one.element, view) for one in fields(view)}
    said = "\n".join([_words(view.payload), *view.errors.values()])
    return Form(view.payload["title"]["text"], lines_of(said), values, view)


def _value(element: Any, view: View) -> Any:
    """What stands in a field: what was typed, or else what it began with."""
    typed = view.typed.get(f"field:{element['action_id']}", {}).get(element["action_id"], {})
    kept = {
        **element,
        **{f"initial_{name.removeprefix('selected_')}": one for name, one in typed.items()},
    }
    if people := kept.get("initial_users"):
        return [WHO[one] for one in people]
    option = kept.get("initial_option") or {}
    return option.get("value") or kept.get("initial_value")


@contextmanager
def opened(folder: Path) -> Iterator[World]:
    """A company, for as long as the block."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}/slack/events"
    with Loop() as loop, LocalSlack("events", address, users=tuple(PEOPLE.values())) as slack:
        known = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.app.bot_token,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "PORT": str(port),
        }
        with Inside(loop, "slack", known, folder) as bot:
            bot.meet_everybody()
            bot.grant(PEOPLE["ann"].id)
            yield OnSlack(slack, bot)
