"""Trying out: a manager of the sample company tests two nudges; one test is over, one goes on."""

from __future__ import annotations

from typing import Final

from bot.people import Role
from bot.runtime.experimenting import start
from bot.sample.season import Season
from bot.scene import Types

# Which nudge, and how many weeks before the present day its test of four weeks begins.
TESTED: Final = {5: "kudos.gratitude", 1: "kudos.colleague"}
FIRST: Final = max(TESTED)
HALF, WEEKS = "50", "4"


async def try_out(season: Season, left: int) -> None:
    """Begin the test that is due so many weeks before the end, as a manager would.

    Of so few people that no group could be shown none is begun.
    """
    managers = [one for one in season.crew.people if Role.CM in one.roles]
    if left in TESTED and managers:
        said, fills = ("/cm nudges test", TESTED[left]), {"share": HALF, "weeks": WEEKS}
        await season.acting.confirm(Types(managers[0], said, fills), start)
