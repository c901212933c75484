"""From Slack: payloads become neutral events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from bot.runtime.incoming import Called, Incoming, Picked, Pressed, Ref, Said, Submitted, What
from handlers.slack.views import token, values

Body = Mapping[str, Any]

_ESCAPE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def from_command(body: Body, home: str) -> Incoming:
    """A slash command."""
    called = Called(body["command"].lstrip("/"), said(body.get("text") or ""))
    return Incoming(
        f"slack:{home}",
        body["trigger_id"],
        body["user_id"],
        called,
        body.get("channel_id"),
        stranger=body.get("team_id") != home,
    )


def from_press(body: Body, home: str) -> Incoming:
    """A button pressed in a message."""
    action, user = body["actions"][0], body["user"]["id"]
    message, channel = body.get("message") or {}, (body.get("channel") or {}).get("id")
    place = {"channel": channel, "ts": message.get("ts"), "url": body.get("response_url")}
    pressed = Pressed(action.get("value") or "", {k: v for k, v in place.items() if v})
    key = f"{user}/{message.get('ts', '')}/{action['action_id']}/{action['action_ts']}"
    return _interaction(body, home, key, pressed)


def from_submission(body: Body, home: str) -> Incoming:
    """A modal sent off; it counts once by the token it was opened with."""
    view = body["view"]
    return _interaction(body, home, view["id"], Submitted(token(view), values(view)))


def from_shortcut(body: Body, home: str) -> Incoming:
    """A shortcut chosen on a message."""
    message = body.get("message") or {}
    picked = Picked(
        body["callback_id"],
        message.get("user") or "",
        plain(message.get("text") or ""),
        message.get("ts") or "",
    )
    return _interaction(body, home, body["trigger_id"], picked)


def _interaction(body: Body, home: str, key: str, what: What) -> Incoming:
    user = body["user"]
    team = (body.get("team") or {}).get("id")
    stranger = team != home or user.get("team_id", team) != home
    channel = (body.get("channel") or {}).get("id")
    return Incoming(f"slack:{home}", key, user["id"], what, channel, stranger)


def said(text: str) -> Said:
    """Command text with its escapes undone: people apart, all else as it was typed."""
    parts: list[str | Ref] = []
    start = 0
    for match in _ESCAPE.finditer(text):
        kind, id_, shown = match.groups(default="")
        if kind == "@":
            _add(parts, text[start : match.start()])
            parts.append(Ref(id_, unescape(shown)))
            start = match.end()
    _add(parts, text[start:])
    return tuple(parts)


def _add(parts: list[str | Ref], text: str) -> None:
    if words := plain(text):
        parts.append(words)


def plain(text: str) -> str:
    """Slack's escapes as a person would have typed them."""
    return unescape(_ESCAPE.sub(_typed, text))


def _typed(match: re.Match[str]) -> str:
    kind, id_, shown = match.groups(default="")
    if kind == "#":
        return f"#{shown or id_}"
    if kind in ("@", "!"):
        return f"@{(shown or id_).lstrip('@')}"
    return id_ or shown
