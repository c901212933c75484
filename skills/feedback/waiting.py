"""Waiting: which of customers' words, and which sources, wait for whoever organises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Waits, t
from skills.feedback import doubting, managing, watching
from skills.feedback.model import Item
from skills.feedback.settings import FeedbackSettings, skill


@skill.waits
def unanswered(db: Session, *, settings: FeedbackSettings, now: datetime) -> Sequence[Waits]:
    """Words that nobody has answered for too long."""
    late = managing.late(settings, now)
    count, oldest = db.execute(select(func.count(Item.id), func.min(Item.since)).where(late)).one()
    return [
        Waits(
            t("waits_late", count=count), count, oldest, Button(t("waits_words"), managing.overview)
        )
    ]


@skill.waits
def troubled(db: Session, *, now: datetime) -> Sequence[Waits]:
    """Sources with errors, or silent for too long."""
    found = watching.troubled(db, now)
    what = t("waits_sources", count=len(found), names=[one.name for one in found[:3]])
    since = min(map(watching.heard, found), default=None)
    return [Waits(what, len(found), since, Button(t("waits_source"), watching.overview))]


@skill.waits
def uncertain(db: Session, *, now: datetime) -> Sequence[Waits]:
    """Words of the last week that were not told for sure; from what is put right Piazza learns."""
    lately = doubting.is_uncertain(), Item.came >= now - doubting.LATELY
    count = db.scalar(select(func.count(Item.id)).where(*lately)) or 0
    # Nobody waits for it: it stands behind what somebody waits for.
    look = Button(t("waits_unsure"), doubting.overview)
    return [Waits(t("waits_uncertain", count=count), count, None, look)]
