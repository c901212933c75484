"""The app manifest: all that Slack has to know to install Piazza, made from the skills."""

from __future__ import annotations

from typing import Any

from bot.runtime.router import Router
from bot.runtime.words import Words
from bot.texts import Text

# As few as possible, each with its reason.
SCOPES = {
    "commands": "take slash commands and shortcuts",
    "chat:write": "answer, post thanks, send nudges and digests",
    "chat:write.public": "post into public channels without being invited first",
    "channels:read": "find the channels that app.yaml names",
    "files:write": "share the digest's chart",
    "im:write": "share it in a direct message",
    "reactions:read": "take a reaction to a card, such as a cheer for a thank-you",
    "users:read": "know who people are, their language and time zone",
    "users:read.email": "know the community manager that app.yaml names by e-mail",
}
# Nothing that people write to each other is among them.
EVENTS = ("app_home_opened", "reaction_added")
NAME = "Piazza"
DESCRIPTION = 100
HINT = 100
SHORTCUT = 24


def manifest(router: Router, words: Words, address: str = "") -> dict[str, Any]:
    """The manifest; with the public `address` for HTTP, without one for Socket Mode."""
    url = f"{address.rstrip('/')}/slack/events" if address else ""
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
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": _settings(url),
    }


def _shortcuts(router: Router, words: Words) -> dict[str, Any]:
    """The message shortcuts; Slack refuses an empty list."""
    shortcuts = [
        {
            "type": "message",
            "callback_id": rule.name,
            "name": words.plain(Text(f"shortcut.{rule.name}", {}, rule.skill))[:SHORTCUT],
            "description": NAME,
        }
        for rule in router.shortcuts.values()
    ]
    return {"shortcuts": shortcuts} if shortcuts else {}


def _settings(url: str) -> dict[str, Any]:
    there = {"request_url": url} if url else {}
    return {
        "event_subscriptions": {**there, "bot_events": list(EVENTS)},
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
        path[1] for path in router.commands if len(path) > 1 and path[0] == _own(router, word)
    )
    hint = Text(f"hint.{rule.name}", {}, rule.skill)
    own = words.plain(hint) if words.catalogue.has(rule.skill, hint.key) else ""
    return " | ".join(part for part in (own, *parts) if part)[:HINT]


def _own(router: Router, word: str) -> str:
    return next((own for own, local in router.local.items() if local == word), word)
