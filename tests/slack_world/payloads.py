"""What Slack sends to an app, field by field, and how it is signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from .messages import Message, Values, View
from .people import TEAM, App, Channel, User, UserGroup
from .schema import Payload

Kind = Literal["slash_commands", "interactive", "events_api"]
FORM = "application/x-www-form-urlencoded"
TOKEN = "verification-token"
MENTION = re.compile(r"(?<![\w@])@([\w.-]*\w)")
CHANNEL = re.compile(r"(?<![\w#&])#([\w-]+)")
ADDRESS = re.compile(r"https?://[^\s<>|]+")


@dataclass(frozen=True)
class Request:
    """One thing Slack tells the app; `retry` is how often it was tried before (events only)."""

    kind: Kind
    payload: Payload
    retry: int = 0

    @property
    def content_type(self) -> str:
        return "application/json" if self.kind == "events_api" else FORM

    def body(self) -> bytes:
        """Return the raw body as Slack writes it: PHP's JSON, with escaped slashes, or a form."""
        if self.kind == "slash_commands":
            return urlencode(self.payload).encode()
        text = json.dumps(self.payload).replace("/", "\\/")
        return (text if self.kind == "events_api" else urlencode({"payload": text})).encode()

    def headers(self, secret: str, timestamp: int | None = None) -> dict[str, str]:
        """Return the headers of the HTTP request, signed for `timestamp` (now, when not given)."""
        when = str(int(time.time()) if timestamp is None else timestamp)
        headers = {
            "Content-Type": self.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": when,
            "X-Slack-Signature": sign(self.body(), secret, when),
        }
        if self.retry:
            headers |= {
                "X-Slack-Retry-Num": str(self.retry),
                "X-Slack-Retry-Reason": "http_timeout",
            }
        return headers


def sign(body: bytes, secret: str, timestamp: int | str) -> str:
    """Return the v0 signature of a raw body."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def typed(
    words: str,
    users: Collection[User],
    channels: Collection[Channel],
    groups: Collection[UserGroup] = (),
    *,
    labels: bool = True,
) -> str:
    """Return typed words as Slack codes them: entities, known @handles, #channels, addresses.

    In messages, unlike commands, people and groups come without `labels`.
    """
    handles = {user.name: (f"<@{user.id}", user.name) for user in users}
    handles |= {group.handle: (f"<!subteam^{group.id}", f"@{group.handle}") for group in groups}
    rooms = {channel.name: channel for channel in channels if not channel.im_with}

    def named(match: re.Match[str]) -> str:
        if match.group(1) in ("here", "channel", "everyone"):
            return f"<!{match.group(1)}>"
        known = handles.get(match.group(1))
        return ("|".join(known if labels else known[:1]) + ">") if known else match.group()

    def room(match: re.Match[str]) -> str:
        channel = rooms.get(match.group(1))
        return f"<#{channel.id}|{channel.name}>" if channel else match.group()

    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = ADDRESS.sub(lambda match: f"<{match.group()}>", escaped)
    return CHANNEL.sub(room, MENTION.sub(named, linked))


@dataclass(frozen=True)
class Issued:
    """What Slack issues with an interaction."""

    trigger_id: str
    response_url: str = ""
    at: float = field(default_factory=time.time)


def slash_command(
    app: App, user: User, channel: Channel, command: str, text: str, issued: Issued
) -> Request:
    payload = {
        "token": TOKEN,
        "team_id": app.team,
        "team_domain": app.domain,
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.private and not channel.im_with else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": app.id,
        "is_enterprise_install": "true" if app.organisation else "false",
        **({"enterprise_id": app.organisation} if app.organisation else {}),
        "response_url": issued.response_url,
        "trigger_id": issued.trigger_id,
    }
    return Request("slash_commands", payload)


def pressed_in_message(
    app: App, user: User, channel: Channel, message: Message, button: Payload, issued: Issued
) -> Request:
    """block_actions of a button; of an ephemeral message Slack does not send the message."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.only_for),
    }
    payload = {
        **_interaction(app, user, "block_actions", issued),
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": {}},
        "response_url": issued.response_url,
        "actions": [_action(button, issued)],
    }
    if not message.only_for:
        payload["message"] = message.as_slack(app)
    return Request("interactive", payload)


def pressed_in_view(app: App, user: User, view: View, button: Payload, issued: Issued) -> Request:
    payload = {
        **_interaction(app, user, "block_actions", issued),
        "container": {"type": "view", "view_id": view.id},
        "view": view.as_slack(app),
        "actions": [_action(button, issued)],
    }
    return Request("interactive", payload)


def view_submission(app: App, user: User, view: View, values: Values, issued: Issued) -> Request:
    payload = {
        **_interaction(app, user, "view_submission", issued),
        "view": view.as_slack(app, values),
        "response_urls": [],
    }
    return Request("interactive", payload)


def view_closed(app: App, user: User, view: View) -> Request:
    payload = _interaction(app, user, "view_closed", Issued("")) | {
        "view": view.as_slack(app),
        "is_cleared": False,
    }
    del payload["trigger_id"]
    return Request("interactive", payload)


def message_action(
    app: App, user: User, channel: Channel, message: Message, callback_id: str, issued: Issued
) -> Request:
    payload = {
        **_interaction(app, user, "message_action", issued),
        "callback_id": callback_id,
        "action_ts": f"{issued.at:.6f}",
        "channel": {"id": channel.id, "name": channel.name},
        "message_ts": message.ts,
        "message": message.as_slack(app),
        "response_url": issued.response_url,
    }
    return Request("interactive", payload)


def global_shortcut(app: App, user: User, callback_id: str, issued: Issued) -> Request:
    payload = _interaction(app, user, "shortcut", issued) | {
        "callback_id": callback_id,
        "action_ts": f"{issued.at:.6f}",
    }
    return Request("interactive", payload)


def app_mention(user: User, message: Message, *, edited: bool = False) -> Payload:
    """The event of a message that mentions the app, here as its writer's client wrote it."""
    event: Payload = {
        "user": user.id,
        "type": "app_mention",
        "ts": message.ts,
        "client_msg_id": f"c-{message.ts}",
        "text": message.text,
        "team": user.team,
        "blocks": [{"type": "rich_text", "block_id": "b", "elements": []}],
        "channel": message.channel,
        "event_ts": message.ts,
    }
    if message.thread_ts:
        event |= {"thread_ts": message.thread_ts, "parent_user_id": user.id}
    return event | ({"edited": {"user": user.id, "ts": "9.9"}} if edited else {})


def message_in_channel(user: User, message: Message, room: str = "channel") -> Payload:
    """The event of a message that somebody wrote, such as in a thread."""
    return app_mention(user, message) | {"type": "message", "channel_type": room}


def user_event(kind: str, user: User, at: str, *, locale: bool = True) -> Payload:
    """team_join or user_change; the documentation's example says nothing of the locale."""
    return {"type": kind, "user": user.as_slack(with_locale=locale), "event_ts": at}


def subteam_updated(group: UserGroup, at: str) -> Payload:
    shape = group.as_slack(with_users=True)
    return {"type": "subteam_updated", "subteam": shape, "event_ts": at}


def subteam_members_changed(group: UserGroup, added: Collection[User], at: str) -> Payload:
    """The lists are cut off where they are long; the counts are not."""
    return {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": TEAM,
        "date_previous_update": 1_700_000_000,
        "date_update": 1_700_000_001,
        "added_users": [user.id for user in added][:1],
        "added_users_count": str(len(added)),
        "removed_users": [],
        "removed_users_count": "0",
        "event_ts": at,
    }


def app_home_opened(
    app: App, user: User, channel: Channel, tab: str, view: View | None, at: str
) -> Payload:
    """The event of a visit; what was published for the home before comes with it."""
    seen = {"view": view.as_slack(app)} if view and tab == "home" else {}
    event = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    return {**event, **seen, "event_ts": at}


def reaction_added(user: User, message: Message, emoji: str, at: str) -> Payload:
    return {
        "type": "reaction_added",
        "user": user.id,
        "reaction": emoji,
        "item_user": message.author,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "event_ts": at,
    }


def event_callback(app: App, event: Payload, event_id: str, at: float, retry: int = 0) -> Request:
    payload = {
        "token": TOKEN,
        "team_id": app.team,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": app.organisation or None,
                "team_id": app.team,
                "user_id": app.user,
                "is_bot": True,
                "is_enterprise_install": bool(app.organisation),
            }
        ],
        "is_ext_shared_channel": False,
    }
    return Request("events_api", payload, retry)


def farewell(app: App, kind: str, event_id: str, at: float) -> Request:
    """`app_uninstalled` or `tokens_revoked`: nothing is authorised any more."""
    tokens = {"tokens": {"oauth": [], "bot": [app.user]}} if kind == "tokens_revoked" else {}
    request = event_callback(app, {"type": kind, **tokens}, event_id, at)
    return Request(request.kind, request.payload | {"authorizations": []})


def url_verification(challenge: str) -> Request:
    payload = {"token": TOKEN, "challenge": challenge, "type": "url_verification"}
    return Request("events_api", payload)


def ssl_check() -> Request:
    return Request("slash_commands", {"ssl_check": "1", "token": TOKEN})


def _interaction(app: App, user: User, kind: str, issued: Issued) -> Payload:
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": app.id,
        "token": TOKEN,
        "trigger_id": issued.trigger_id,
        "team": {"id": app.team, "domain": app.domain},
        "enterprise": {"id": app.organisation} if app.organisation else None,
        "is_enterprise_install": bool(app.organisation),
    }


def _action(button: Payload, issued: Issued) -> Payload:
    kept = ("action_id", "block_id", "text", "value", "style", "type")
    return {k: button[k] for k in kept if k in button} | {"action_ts": f"{issued.at:.6f}"}
