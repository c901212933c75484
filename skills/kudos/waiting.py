"""Waiting: thanks that somebody has shown to the manager, and those that repeat themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Waits, t
from skills.kudos import abuse, managing
from skills.kudos.model import Recipient
from skills.kudos.settings import KudosSettings, skill

LOOKED = f"{skill.name}.{managing.reports.__name__}"


@skill.waits
def shown(db: Session, *, now: datetime, house: Any) -> Sequence[Waits]:
    """Thanks that were shown to the manager since one of them looked."""
    since = now - managing.LOOK_BACK
    since = house.powers.last_used(db, [LOOKED], since) or since
    column = func.count(Recipient.kudos_id.distinct()), func.min(Recipient.reported)
    count, first = db.execute(select(*column).where(Recipient.reported > since)).one()
    look = Button(t("waits_reports"), managing.reports)
    return [Waits(t("waits_reported", count=count), count, first, look)]


@skill.waits
def repeated(db: Session, *, settings: KudosSettings, now: datetime, house: Any) -> Sequence[Waits]:
    """What repeats itself, as long as no manager has looked at it in these days.

    What is anonymous is left out: whose it is, is for the manager who looks.
    """
    since = now - timedelta(days=settings.flag_days)
    if house.powers.last_used(db, [LOOKED], since):
        return []
    count = abuse.count_flags(db, settings, now)
    look = Button(t("waits_reports"), managing.reports)
    return [Waits(t("waits_flags", count=count), count, None, look)]
