"""Waiting: results of which nothing was made yet, and a round that should have opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import Button, Waits, promises, t
from skills.pulse import managing, outcomes, showing
from skills.pulse.rounds import WEEK, chosen, latest, monday_of
from skills.pulse.settings import PulseSettings, skill

# So long results are news.
NEWS = timedelta(days=14)


@skill.waits
def told(db: Session, *, now: datetime) -> Sequence[Waits]:
    """The last results, as long as nothing is promised because of them."""
    last = outcomes.latest(db)
    if last is None or last.told is None or last.told < now - NEWS:
        return []
    if promises(db, skill=skill.name, about=last.id):
        return []
    look = Button(t("waits_results"), showing.results_now)
    return [Waits(t("waits_unpromised", day=last.week), 1, last.told, look)]


@skill.waits
def overdue(db: Session, *, settings: PulseSettings, now: datetime, house: Any) -> Sequence[Waits]:
    """A round that should have opened a week ago, and has not."""
    last = latest(db)
    if last is None or last.ended is None:
        return []
    clock = house.company.clock
    due = last.week + chosen(db, settings).every * WEEK
    if monday_of(now.astimezone(clock).date()) < due + WEEK:
        return []
    look = Button(t("waits_pulse"), managing.overview)
    return [Waits(t("waits_overdue", day=last.week), 1, datetime.combine(due, time(), clock), look)]
