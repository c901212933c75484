"""News: what Piazza itself adds to the manager's week, of its deliveries and of promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery.tables import delivery
from bot.directory.tables import installation
from bot.insight.promises import KEPT, promise, promises
from bot.insight.weeks import Weeks, usual
from bot.report import Move, Step, Suggestion
from bot.runtime.built_in import skill
from bot.texts import core

if TYPE_CHECKING:
    from bot.runtime.house import House

RANK: Final = 4
# So long nobody knows what is usual.
FIRST_WEEKS: Final = timedelta(weeks=8)


def is_new(db: Session, now: datetime) -> bool:
    """Whether Piazza has been here for a few weeks only."""
    query = sa.select(installation.c.value).where(installation.c.name == "installed")
    since = db.execute(query).scalar_one_or_none()
    return since is not None and datetime.fromisoformat(since) > now - FIRST_WEEKS


@skill.moves
def failed(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Messages that have not arrived, more than usual."""
    query = sa.select(sa.func.count()).where(delivery.c.state == "failed")
    counts = weeks.counted(db, delivery.c.made, query)
    found = weeks.judged(counts)
    if not found or not found.moved() or found.deviations < 0:
        return []
    what = core("moves.failed", count=counts[-1], usual=usual(found))
    chart = weeks.chart(core("moves.failed_chart"), counts)
    return [Move(what, found.deviations, core("moves.failed_why"), chart=chart, kind="failed")]


@skill.begins
def begins(db: Session) -> Step:
    """The first promise."""
    there = db.execute(sa.select(promise.c.id).limit(1)).first() is not None
    return Step(core("moves.first_promise"), there)


@skill.suggests
def suggests(db: Session, weeks: Weeks, house: House) -> Sequence[Suggestion]:
    """To say which promise was kept."""
    start, end = weeks.week.start_at, weeks.week.end_at
    kept = [
        one
        for one in promises(db, since=start)
        if one.state == KEPT and one.told is not None and start <= one.told < end
    ]
    return [
        Suggestion(
            one.id,
            core("moves.say_kept", words=one.words, news=one.news),
            core("moves.say_kept_why", day=one.made.astimezone(house.company.clock).date()),
            RANK,
        )
        for one in kept
    ]
