"""The app manifest: all that Slack has to know to install Piazza, made from the skills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.runtime.router import Router
from bot.runtime.words import Words
from bot.texts import Text

# As few as possible, each with its reason.
SCOPES = {
    "app_mentions:read": "answer a command that is said to Piazza in a channel",
    "commands": "take slash commands and shortcuts",
    "chat:write": "answer, post thanks, send nudges and digests",
    "chat:write.public": "post into public channels without being invited first",
    "channels:read": "find the channels that app.yaml names",
    "files:write": "share the digest's chart",
    "im:write": "share it in a direct message",
    "reactions:read": "take a reaction to a card, such as a cheer for a thank-you",
    "usergroups:read": "know who is meant by a user group such as @backoffice",
    "users:read": "know who people are, their language and time zone",
    "users:read.email": "know by their address who is on Teams, too, in the HR file or in app.yaml",
}
# Asked for, too; who installs the app may leave them out.
OPTIONAL = {
    "im:history": "see whether a direct message has arrived before it is sent a second time",
    "groups:read": "find a private channel that app.yaml names, once Piazza was invited to it",
}
# Nothing that people write to each other is among them, but what they say to Piazza itself.
EVENTS = {
    "app_home_opened": "show somebody their home when they open it",
    "app_mention": "answer a command that is said to Piazza in a channel",
    "app_uninstalled": "stop where Piazza was removed, and erase its token",
    "reaction_added": "take a reaction to a card, such as a cheer for a thank-you",
    "subteam_created": "know a new user group",
    "subteam_members_changed": "know who is in a user group now",
    "subteam_updated": "know a user group's new name, or that it was switched off",
    "team_join": "know a new colleague",
    "tokens_revoked": "the same where its token was taken back",
    "user_change": "know somebody's new name, language or time zone, and who has left",
}
# Both only where a skill listens to what is said in the thread of its cards. All messages of those
# channels are sent then, and what is none is dropped before it is read.
OF_THREADS = {
    "channels:history": "be told what is said in the thread of a card, where a setting asks for it",
    "groups:history": "the same in a private channel Piazza was invited to",
}
TOLD_OF_THREADS = {
    "message.channels": "take what is said in the thread of a card, where a setting asks for it",
    "message.groups": "the same in a private channel Piazza was invited to",
}
# Where Slack sends back who installs Piazza in one of several workspaces.
REDIRECT = "/slack/oauth_redirect"
NAME = "Piazza"
DESCRIPTION = 100
HINT = 100
SHORTCUT = 24


def needed(router: Router) -> dict[str, str]:
    """The scopes without which something does not work, each with its reason."""
    return SCOPES | (OF_THREADS if router.replies else {})


def manifest(router: Router, words: Words, address: str = "") -> dict[str, Any]:
    """The manifest; with the public `address` for HTTP, without one for Socket Mode."""
    base = address.rstrip("/")
    url = f"{base}/slack/events" if address else ""
    back = {"redirect_urls": [f"{base}{REDIRECT}"]} if address else {}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {"name": NAME, "description": "Thanks, ideas and news of ours"},
        "features": {
            "bot_user": {"display_name": NAME, "always_online": True},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "slash_commands": [_command(router, words, word, url) for word in router.first_words()],
            **_shortcuts(router, words),
        },
        "oauth_config": {
            **back,
            "scopes": {
                "bot": sorted({**needed(router), **OPTIONAL}),
                "bot_optional": sorted(OPTIONAL),
            },
        },
        "settings": _settings(url, [*EVENTS, *(TOLD_OF_THREADS if router.replies else ())]),
    }


def _shortcuts(router: Router, words: Words) -> dict[str, Any]:
    """What messages and the menu offer; Slack refuses an empty list."""
    kinds = {"message": router.shortcuts, "global": router.global_shortcuts}
    shortcuts = [
        {
            "type": kind,
            "callback_id": rule.name,
            "name": words.plain(Text(f"shortcut.{rule.name}", {}, rule.skill))[:SHORTCUT],
            "description": NAME,
        }
        for kind, rules in kinds.items()
        for rule in rules.values()
    ]
    return {"shortcuts": shortcuts} if shortcuts else {}


def _settings(url: str, events: Sequence[str]) -> dict[str, Any]:
    there = {"request_url": url} if url else {}
    return {
        "event_subscriptions": {**there, "bot_events": list(events)},
        "interactivity": {"is_enabled": True, **there},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        "token_rotation_enabled": False,
    }


def _command(router: Router, words: Words, word: str, url: str) -> dict[str, Any]:
    rule = router.first_words()[word]
    key = f"command.{rule.name}" if rule else "command.piazza"
    described = words.plain(Text(key, {}, rule.skill if rule else "bot"))
    command: dict[str, Any] = {
        "command": f"/{word}",
        "description": described[:DESCRIPTION],
        "should_escape": True,
    }
    if hint := _hint(router, words, word):
        command["usage_hint"] = hint
    if url:
        command["url"] = url
    return command


def _hint(router: Router, words: Words, word: str) -> str:
    rule = router.first_words()[word]
    if rule is None:
        return ""
    parts = sorted(
        {path[1] for path in router.commands if len(path) > 1 and path[0] == _own(router, word)}
    )
    hint = Text(f"hint.{rule.name}", {}, rule.skill)
    own = words.plain(hint) if words.catalogue.has(rule.skill, hint.key) else ""
    return " | ".join(part for part in (own, *parts) if part)[:HINT]


def _own(router: Router, word: str) -> str:
    return next(own for own, local in router.local.items() if local == word)
