"""Exporting: who started when and whose buddy is whose, as the community manager sees it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Cell, Column, Period, members, people_by_id
from skills.belonging.model import Journey
from skills.belonging.settings import skill

COLUMNS = (Column("newcomer"), Column("first day", "day"), Column("buddy"))


# How far anybody has come would say who has stopped, which is for nobody to know.
@skill.export("newcomers", COLUMNS)
def export(db: Session, *, now: datetime, period: Period) -> list[dict[str, Cell]]:
    """Those who started in a period and are here, the first one first."""
    within = Journey.start >= period.first, Journey.start < period.end
    query = select(Journey).where(*within, Journey.person_id.in_(members()))
    found = db.scalars(query.order_by(Journey.start, Journey.person_id)).all()
    ids = {id_ for one in found for id_ in (one.person_id, one.buddy_id) if id_}
    people = people_by_id(db.connection(), ids, now)
    name = {id_: one.name for id_, one in people.items()}
    return [
        {
            "newcomer": name.get(one.person_id, ""),
            "first day": one.start,
            "buddy": name.get(one.buddy_id or 0, ""),
        }
        for one in found
    ]
