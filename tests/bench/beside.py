"""Beside a `/kudos`: what something that comes in costs in this process, after HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bot.runtime.incoming import Incoming
from bot.testing import WORKSPACE, Member, Team
from skills.kudos import KudosSettings

# As many thanks as are measured.
PLENTY = {"kudos": KudosSettings(allowance=1_000_000)}


def incoming(who: Member, number: int, what: Any) -> Incoming:
    """Something that comes in, as if for the first time."""
    return Incoming(WORKSPACE, f"bench-{number}", who.id, what, "C1")


def cpu(team: Team, event: Callable[[], Incoming], count: int) -> float:
    """Microseconds on a core for each of so many."""
    events = [event() for _ in range(count)]

    async def handle() -> None:
        for one in events:
            await team.app.handle(one)

    began = time.process_time()
    team.run(handle())
    return (time.process_time() - began) / count * 1e6
