"""Threads: of what people write to each other, only replies to a card of ours are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.runtime.threads import heard
from handlers.slack.sieve import Heading, heading

if TYPE_CHECKING:
    from bot.runtime.app import App
    from handlers.slack.workplaces import Workplaces

PLACES = ("channel", "group", "")
# A reply that brings a file has words as well; all other kinds are news of a message, or a copy.
KINDS = ("", "file_share")


class Threads:
    """Tells by what stands around the words of a message whether they are for Piazza."""

    def __init__(self, app: App, places: Workplaces) -> None:
        self._app = app
        self._places = places

    async def begin_here(self, body: str) -> bool:
        """Whether a request, or an envelope, tells of a reply to a card whose skill listens."""
        found = heading(body) if self._app.house.router.replies else None
        return found is not None and _is_reply(found) and await self._is_ours(found)

    async def _is_ours(self, found: Heading) -> bool:
        place = {"channel": found.channel, "message": found.thread}
        for home in sorted(found.homes):
            workplace = await self._places.find(home)
            if workplace.connected and await heard(self._app, workplace.key, place):
                return True
        return False


def _is_reply(found: Heading) -> bool:
    """Whether somebody says something in a thread of a channel, and not in its first message."""
    by_somebody = found.has_words and not found.author_is_app
    kind = found.subtype in KINDS and found.room in PLACES
    return by_somebody and kind and found.thread not in ("", found.message)
