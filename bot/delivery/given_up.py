"""Given up: what was begun and will not be planned to its end is skipped, and it says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery.marks import Mark, marked
from bot.delivery.pausing import PAUSED
from bot.delivery.planner import PLANNING, Planner
from bot.delivery.planning import SKIPPED
from bot.delivery.tables import occurrence
from bot.delivery.timetable import paused

GONE = "nobody sends it any more"


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An occurrence, and why it is not planned to its end."""

    mark: Mark
    reason: str


def given_up(db: Session, planner: Planner) -> list[GivenUp]:
    """What has rested for too long, or is of a skill or a broadcast that is no longer there."""
    found, now = planner.half_planned(db), planner.clock()
    resting = paused(db.connection(), planner.house, {row.schedule for row, _ in found})
    ends = []
    for row, plan in found:
        mark = row.schedule, row.cohort, row.local_date
        if plan is None:
            ends.append(GivenUp(mark, GONE))
        elif plan.key in resting and now - row.due > plan.window:
            ends.append(GivenUp(mark, PAUSED))
    return ends


def skip(db: Session, ends: Sequence[GivenUp]) -> None:
    """Plan no more of these."""
    for one in ends:
        ours = sa.update(occurrence).where(*marked(one.mark), occurrence.c.state == PLANNING)
        db.execute(ours.values(state=SKIPPED, reason=one.reason))
