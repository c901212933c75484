"""What is foretold, for tests to look at."""

from __future__ import annotations

from typing import Any

from bot.delivery.foretelling import Fate, Foretelling
from bot.testing import Member, Team


def fate(team: Team, who: Member, key: str) -> Fate:
    """What becomes of the next occurrence of a nudge for somebody."""

    def look(db: Any) -> Fate:
        told = Foretelling(team.app.planner, db)
        nudge = next(one for one in team.app.planner.nudges if one.key == key)
        due, _ = told.next(nudge, who.person.zone)
        assert due is not None
        return told.fate(due, nudge, who.person)

    return team.app.database.read_now(look)
