"""Waiting: which ideas and challenges wait for whoever organises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Waits, t
from skills.ideas import managing, steering
from skills.ideas.model import Challenge, Idea
from skills.ideas.phases import RESULT, last_day
from skills.ideas.settings import IdeasSettings, skill

# So many days before a phase of a challenge ends it can still be made longer.
SOON = timedelta(days=2)


@skill.waits
def unanswered(db: Session, *, settings: IdeasSettings, now: datetime) -> Sequence[Waits]:
    """Ideas nobody has answered for too long, and pairs of which nobody said if they are one."""
    late = managing.late(settings, now)
    count, oldest = db.execute(select(func.count(Idea.id), func.min(Idea.posted)).where(late)).one()
    twins = managing.count_twins(db)
    look = Button(t("waits_ideas"), managing.overview)
    return [
        Waits(t("waits_late", count=count), count, oldest, look),
        Waits(t("waits_twins", count=twins), twins, None, look),
    ]


@skill.waits
def ending(db: Session, *, now: datetime, house: Any) -> Sequence[Waits]:
    """Challenges of which a phase ends within days."""
    soon = now.astimezone(house.company.clock).date() + SOON
    running = db.scalars(select(Challenge).where(Challenge.phase != RESULT))
    days = [day for one in running if (day := last_day(one)) is not None and day <= soon]
    if not days:
        return []
    what = t("waits_challenges", count=len(days), day=min(days))
    return [Waits(what, len(days), None, Button(t("waits_challenge"), steering.overview))]
