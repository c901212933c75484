"""A week with up to a thousand occurrences, and a process that plans it beside others."""

from __future__ import annotations

from datetime import timedelta
from multiprocessing.synchronize import Barrier

from bot import Skill, weekly
from bot.testing import Team
from tests.bot import toy

START = "2026-11-24 18:00"
DAY = "2026-11-25"
STEP, STEPS = timedelta(hours=3), 13
# Every twenty minutes from nine to five.
TIMES = [f"{9 + n // 3:02}:{n % 3 * 20:02}" for n in range(25)]
ZONES = [
    *("Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi"),
    *("America/Anchorage", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago"),
    *("America/Denver", "America/Halifax", "America/Los_Angeles", "America/New_York"),
    *("America/Phoenix", "America/Sao_Paulo", "America/St_Johns", "Asia/Dhaka", "Asia/Dubai"),
    *("Asia/Hong_Kong", "Asia/Jakarta", "Asia/Karachi", "Asia/Kathmandu", "Asia/Kolkata"),
    *("Asia/Manila", "Asia/Tehran", "Asia/Tokyo", "Asia/Yangon", "Atlantic/Azores"),
    *("Australia/Adelaide", "Australia/Eucla", "Australia/Lord_Howe", "Australia/Sydney"),
    *("Europe/London", "Europe/Moscow", "Europe/Rome", "Pacific/Auckland", "Pacific/Chatham"),
    *("Pacific/Honolulu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"),
]


def busy(times: int) -> Skill:
    """A skill whose nudges are due on one day, so many times."""
    return toy.on_schedule(
        nudges={f"ping_{n}": weekly("wednesday", at=at) for n, at in enumerate(TIMES[:times])}
    )


def team(url: str, times: int) -> Team:
    """A process's part in it."""
    return Team([busy(times)], database_url=url, start=START, attention={"a_week": 50})


def plan(url: str, times: int, fast: float, together: Barrier) -> None:
    """Plan whatever is due, step by step with the others, by a clock that is `fast` by seconds."""
    with team(url, times) as mine:
        began = mine.now
        for step in range(1, STEPS + 1):
            mine.now = began + step * STEP + timedelta(seconds=fast)
            together.wait(60)
            mine.run(mine.app.rounds.plan())
