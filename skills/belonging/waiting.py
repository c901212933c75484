"""Waiting: newcomers to whom nobody is a buddy yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Waits, members, t
from skills.belonging.managing import show
from skills.belonging.model import Journey
from skills.belonging.settings import skill

# A buddy is found a week before somebody starts; after a month they have found their way.
AHEAD, LATE = timedelta(days=7), timedelta(days=30)


@skill.waits
def without_buddy(db: Session, *, now: datetime, house: Any) -> Sequence[Waits]:
    """Those who start or have started without a buddy.

    Who has stopped is among them, as in the list: the two together would tell who that is.
    """
    clock = house.company.clock
    today = now.astimezone(clock).date()
    here = members()
    alone = (
        Journey.start.between(today - LATE, today + AHEAD),
        Journey.buddy_id.is_(None),
        ~Journey.ended,
        # Looked up for each: SQLite would find everybody in the company first.
        here.where(here.selected_columns.id == Journey.person_id).exists(),
    )
    column = func.count(Journey.person_id), func.min(Journey.start)
    count, first = db.execute(select(*column).where(*alone)).one()
    since = datetime.combine(first, time(), clock) if first and first < today else None
    look = Button(t("waits_newcomers"), show, 0)
    return [Waits(t("waits_alone", count=count), count, since, look)]
