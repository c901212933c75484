"""Newsworthy: whether more people than usual have started."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Move, Weeks, members, t, usual
from skills.belonging.model import Journey
from skills.belonging.settings import skill


@skill.moves
def started(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Who started, and how many of them have a buddy."""
    here = Journey.person_id.in_(members())
    within = Journey.start >= weeks.all[0].first, Journey.start < weeks.week.end
    query = select(Journey.start, func.count()).where(here, *within).group_by(Journey.start)
    counts = weeks.of_days(dict(db.execute(query).all()))
    found = weeks.judged(counts)
    if not found or not found.moved():
        return []
    mine = here, Journey.start >= weeks.week.first, Journey.start < weeks.week.end
    buddies = db.scalar(select(func.count(Journey.buddy_id)).where(*mine)) or 0
    what = t("moved_started", count=counts[-1], usual=usual(found))
    why, chart = t("moved_buddies", count=buddies), weeks.chart(t("moved_chart"), counts)
    return [Move(what, found.deviations, why, chart=chart, kind="started")]
