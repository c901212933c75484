"""Faults: what has failed lately and what its exception says, for whoever is writing a skill.

Logs leave an exception's words out, for they may quote people; here everybody is invented.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from structlog.contextvars import get_contextvars

from bot.runtime.app import App
from bot.skill import PRIVATE
from handlers.playground.hub import Hub

KEPT = 20
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure: of which rule or schedule, under which reference, and where.

    A hundred nudges that fail alike are one. What something sealed says when it fails is left out.
    """

    at: datetime = field(compare=False)
    what: str
    reference: str
    kind: str
    said: str
    place: str


class Faults:
    """The latest faults of an app, newest first."""

    def __init__(self, app: App, hub: Hub) -> None:
        self.app = app
        self.hub = hub
        self.latest: deque[Fault] = deque(maxlen=KEPT)
        self._sealed = app.house.sealed | {PRIVATE}
        self._homes = [skill.home for skill in app.house.skills]
        self._loop = asyncio.get_running_loop()

    def note(self, what: str, error: Exception) -> None:
        """Take down a failure, in whichever thread it was."""
        fault = Fault(
            self.app.clock(),
            what,
            str(get_contextvars().get("event_id", "")),
            type(error).__name__,
            "" if what in self._sealed else str(error)[:LONGEST],
            place(error, self._homes),
        )
        self._loop.call_soon_threadsafe(self._keep, fault)

    def _keep(self, fault: Fault) -> None:
        if fault not in self.latest:
            self.latest.appendleft(fault)
            self.hub.journal()


def place(error: Exception, homes: Sequence[Path]) -> str:
    """Where it left a skill, as its author knows it; or where it began, if it met none."""
    steps = [
        (Path(frame.f_code.co_filename), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    for path, line in reversed(steps):
        for home in homes:
            if path.is_relative_to(home):
                return f"{path.relative_to(home.parent).as_posix()}:{line}"
    path, line = steps[-1]
    return f"{path.name}:{line}"
