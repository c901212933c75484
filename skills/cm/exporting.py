"""Exporting: the index of belonging as it was kept, week by week."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Cell, Column, Period
from skills.cm.model import Gauged
from skills.cm.skill import skill

COLUMNS = (
    Column("week", "day", "published"),
    Column("figure", "code", "published"),
    Column("level", "points", "published"),
    Column("around", "points", "published"),
)


@skill.export("belonging", COLUMNS)
def export(db: Session, *, period: Period) -> list[dict[str, Cell]]:
    """The levels of the weeks that began in a period."""
    within = Gauged.week >= period.first, Gauged.week < period.end
    query = select(Gauged).where(*within).order_by(Gauged.week, Gauged.name)
    return [
        {"week": one.week, "figure": one.name, "level": one.value, "around": one.around}
        for one in db.scalars(query)
    ]
