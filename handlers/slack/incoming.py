"""From Slack: payloads become neutral events."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import replace
from html import unescape
from typing import Any

from bot.runtime.incoming import (
    Called,
    Chosen,
    Incoming,
    Picked,
    Pressed,
    Reacted,
    Ref,
    Replied,
    Said,
    Submitted,
    Visited,
    What,
    refs,
    replied,
    said_aloud,
)
from handlers.slack.limits import clean
from handlers.slack.views import token, values
from handlers.slack.whose import is_stranger

Body = Mapping[str, Any]

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")

REACTED_TO = {"channel": "channel", "message": "ts"}

_GROUP = re.compile(r"subteam\^(\w+)", re.ASCII)
_ESCAPE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def from_command(body: Body, home: str) -> Incoming:
    """A slash command."""
    called = Called(_text(body, "command").lstrip("/"), said(_words(body, "text")))
    return Incoming(
        f"slack:{home}",
        _text(body, "trigger_id"),
        _text(body, "user_id"),
        called,
        _words(body, "channel_id") or None,
        stranger=is_stranger(body, home),
    )


def from_press(body: Body, home: str) -> Incoming:
    """A button pressed in a message, or in a view: there it hangs on no message."""
    action, user = body["actions"][0], _text(body["user"], "id")
    ts, channel = _words(body.get("message") or {}, "ts"), _words(body.get("channel") or {}, "id")
    place = {"channel": channel, "message": ts, "url": _words(body, "response_url")}
    pressed = Pressed(_text(action, "value"), {k: v for k, v in place.items() if v})
    key = f"{user}/{ts}/{_text(action, 'action_id')}/{_text(action, 'action_ts')}"
    return _interaction(body, home, key, pressed)


def from_submission(body: Body, home: str) -> Incoming:
    """A modal sent off; it counts once by the token it was opened with."""
    view = body["view"]
    return _interaction(body, home, _text(view, "id"), Submitted(token(view), values(view)))


def from_shortcut(body: Body, home: str) -> Incoming:
    """A shortcut chosen on a message, or from the menu of what can be done anywhere."""
    if body["type"] == "shortcut":
        chosen = Chosen(_text(body, "callback_id"))
        return _interaction(body, home, _text(body, "trigger_id"), chosen)
    message = body["message"]
    picked = Picked(
        _text(body, "callback_id"),
        _words(message, "user"),
        plain(_words(message, "text")),
        _words(message, "ts"),
        _link(body),
    )
    return _interaction(body, home, _text(body, "trigger_id"), picked)


def _link(body: Body) -> str:
    """Where the message can be read; empty where the body does not say enough."""
    domain = _words(body.get("team") or {}, "domain")
    channel = _words(body.get("channel") or {}, "id")
    place = _words(body["message"], "ts").replace(".", "")
    if not (_DOMAIN.fullmatch(domain) and channel.isalnum() and place.isdigit()):
        return ""
    return f"https://{domain}.slack.com/archives/{channel}/p{place}"


def is_at_home(body: Body) -> bool:
    """Whether a button was pressed in somebody's home."""
    return _words(body.get("view") or {}, "type") == "home"


def from_event(body: Body, home: str) -> Incoming | None:
    """A home opened, a reaction to a message, a mention, a reply; None for every other event.

    It may be sent several times; it counts once by its own id, what somebody wrote by that of its
    message: a mention is sent anew when somebody edits it.
    """
    event = body["event"]
    match event["type"]:
        case "app_home_opened" if event.get("tab") == "home":
            return _event(body, home, Visited())
        case "reaction_added" if _words(event["item"], "type") == "message":
            place = {name: _text(event["item"], of) for name, of in REACTED_TO.items()}
            # Who claps in another colour claps all the same.
            emoji, _, _tone = _text(event, "reaction").partition("::")
            return _event(body, home, Reacted(emoji, place), place["channel"])
        case "app_mention" if not event.get("bot_id"):
            called = mentioned(_words(event, "text"), _bots(body))
            return _message(body, home, called)
        case "message" if thread_of(body) and not event.get("bot_id"):
            # What names Piazza is told as a mention, too.
            found = None if _names_us(body) else reply(body)
            return replied(_message(body, home, found), found) if found else None
        case _:
            return None


def _message(body: Body, home: str, what: What) -> Incoming:
    """What counts once by its message."""
    channel = _text(body["event"], "channel")
    key = f"{channel}/{_text(body['event'], 'ts')}"
    return replace(_event(body, home, what, channel), key=key)


def _names_us(body: Body) -> bool:
    return not refs(said(_words(body["event"], "text"))).isdisjoint(_bots(body))


def reply(body: Body) -> Replied | None:
    """What was said in a thread, without the name of Piazza; None where it was in none."""
    event, bots = body["event"], _bots(body)
    parts = said(_words(event, "text"))
    others = tuple(one for one in parts if not (isinstance(one, Ref) and one.id in bots))
    thread, message = thread_of(body), _text(event, "ts")
    has_words = any(isinstance(one, Ref) or one.strip() for one in others)
    if thread in ("", message) or not has_words:
        return None
    return Replied({"channel": _text(event, "channel"), "message": thread}, others, message)


def thread_of(body: Body) -> str:
    """The thread a message was written in; empty when it was none."""
    return _words(body["event"], "thread_ts")


def mentioned(text: str, bots: Set[str]) -> Called:
    """The command that follows the first mention of the bot; with none, what Piazza can do."""
    parts = said(text)
    named = (n for n, one in enumerate(parts) if isinstance(one, Ref) and one.id in bots)
    return said_aloud(parts[next(named, -1) + 1 :])


def _event(body: Body, home: str, what: What, channel: str | None = None) -> Incoming:
    user, key = _text(body["event"], "user"), _text(body, "event_id")
    # In a channel shared with another organisation an event may name theirs: whose it is, nobody
    # can tell then.
    return Incoming(f"slack:{home}", key, user, what, channel, is_stranger(body, home))


def _bots(body: Body) -> set[str]:
    """Piazza's own user ids, as far as an event tells."""
    return {_words(one, "user_id") for one in body.get("authorizations") or ()} - {""}


def _interaction(body: Body, home: str, key: str, what: What) -> Incoming:
    user = _text(body["user"], "id")
    channel = _words(body.get("channel") or {}, "id") or None
    return Incoming(f"slack:{home}", key, user, what, channel, is_stranger(body, home))


def _text(part: Mapping[str, Any], name: str) -> str:
    """A text that Slack never leaves out."""
    if not (found := _words(part, name)):
        raise ValueError(f"there is no {name}")
    return found


def _words(part: Mapping[str, Any], name: str) -> str:
    found = part.get(name)
    if found is not None and not isinstance(found, str):
        raise ValueError(f"{name} is no text")
    return found or ""


def said(text: str) -> Said:
    """Command text with its escapes undone: people and groups apart, all else as it was typed."""
    parts: list[str | Ref] = []
    start = 0
    for match in _ESCAPE.finditer(text):
        kind, id_, shown = match.groups(default="")
        group = _GROUP.fullmatch(id_) if kind == "!" else None
        if kind == "@" or group:
            _add(parts, text[start : match.start()])
            named = unescape(shown)
            parts.append(Ref(group[1], named.lstrip("@"), group=True) if group else Ref(id_, named))
            start = match.end()
    _add(parts, text[start:])
    return tuple(parts)


def _add(parts: list[str | Ref], text: str) -> None:
    if words := plain(text):
        parts.append(words)


def plain(text: str) -> str:
    """Slack's escapes as a person would have typed them, without what no database takes."""
    return clean(unescape(_ESCAPE.sub(_typed, text)))


def _typed(match: re.Match[str]) -> str:
    kind, id_, shown = match.groups(default="")
    if kind == "#":
        return f"#{shown or id_}"
    if kind in ("@", "!"):
        return f"@{(shown or id_).lstrip('@')}"
    return id_ or shown
