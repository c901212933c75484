"""Outcomes: what people do with thanks that can be counted, to see whether a nudge helps."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot import Period
from skills.kudos.model import Cheer, Kudos
from skills.kudos.settings import skill


@skill.outcome("thanks_given")
def thanks_given(_db: Session, period: Period) -> Select[int | None, int]:
    """How often each person has thanked somebody."""
    within = Kudos.given >= period.start_at, Kudos.given < period.end_at
    query = select(Kudos.giver, func.count()).where(Kudos.giver.is_not(None), *within)
    return query.group_by(Kudos.giver)


@skill.outcome("cheers_given")
def cheers_given(_db: Session, period: Period) -> Select[int, int]:
    """How often each person has cheered at thanks of that time."""
    within = Kudos.shown >= period.start_at, Kudos.shown < period.end_at
    query = select(Cheer.person_id, func.count()).join(Kudos, Cheer.kudos_id == Kudos.id)
    return query.where(*within).group_by(Cheer.person_id)
