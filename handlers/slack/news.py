"""News: what Slack tells of people and user groups goes into the directory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

from bot.people import Kind
from bot.runtime.app import App
from bot.runtime.platform import Profile
from handlers.slack.people import profile
from handlers.slack.whose import is_stranger

# Seconds in which more news of groups is waited for: an administrator changes several at once.
CALM = 1.0
REMEMBERED = 10_000


class News:
    """Keeps people and groups of one workspace as they are now."""

    def __init__(self, app: App, home: str) -> None:
        self._app = app
        self._home = home
        self._last: dict[str, Profile] = {}
        self._stale = False
        self._renewing = False

    def of(self, body: Mapping[str, Any]) -> Awaitable[None] | None:
        """What is to be done about an event; None when it is no news of people."""
        event = body["event"]
        if is_stranger(body, self._home):
            return None
        match event["type"]:
            case "team_join" | "user_change":
                return self._keep(_checked(profile(event["user"], self._home)))
            case "subteam_created" | "subteam_updated" | "subteam_members_changed":
                return self._renew_groups()
            case _:
                return None

    async def _keep(self, told: Profile) -> None:
        """Keep a profile; most changes, such as of somebody's status, are none to us."""
        if told.kind is Kind.STRANGER or self._last.get(told.id) == told:
            return
        await self._app.registry.remember(f"slack:{self._home}", [told])
        if len(self._last) >= REMEMBERED:
            self._last.clear()
        self._last[told.id] = told

    async def _renew_groups(self) -> None:
        """Fetch all groups, once for all news that comes meanwhile.

        What an event says of a group is not read: one that comes late or again would undo a newer.
        """
        self._stale = True
        if self._renewing:
            return
        self._renewing = True
        try:
            while self._stale:
                await asyncio.sleep(CALM)
                self._stale = False
                platform = self._app.platforms["slack"]
                await self._app.registry.fetch_groups(platform, f"slack:{self._home}")
        finally:
            self._renewing = False


def _checked(told: Profile) -> Profile:
    """Refuse what Slack never wrote."""
    if not all(isinstance(one, str) for one in (told.id, told.name, told.handle, told.email)):
        raise ValueError("the profile is malformed")
    return told
