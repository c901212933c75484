"""The commands that are Slack's own: it refuses an app that asks for one of them."""

from __future__ import annotations

from typing import Final

# As Slack's help lists them, with those of older clients.
TAKEN: Final = frozenset(
    {
        *("active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed"),
        *("help", "huddle", "invite", "invite_people", "join", "kick", "leave", "me", "msg"),
        *("mute", "open", "part", "prefs", "pro", "remind", "remove", "rename", "search"),
        *("shortcuts", "shrug", "star", "status", "topic", "unarchive", "who"),
    }
)
