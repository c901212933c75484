"""Exporting: the rounds of coffee in the figures that were shown of them, and nobody's name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Cell, Column, Period
from skills.coffee.counting import FEWEST, told
from skills.coffee.model import CoffeeRound
from skills.coffee.settings import skill

COLUMNS = (
    Column("week", "day"),
    Column("last week", "day"),
    Column("people", "count", "published"),
    Column("tables", "count", "published"),
    Column("alone", "count", "published"),
    Column("answered at least", "count", "published"),
    Column("met", "percent", "published"),
    Column("took", "hours", "published"),
)


@skill.export("coffee", COLUMNS)
def export(db: Session, *, period: Period) -> list[dict[str, Cell]]:
    """The rounds that ended in a period, the oldest first."""
    within = CoffeeRound.last_week >= period.first, CoffeeRound.last_week < period.end
    query = select(CoffeeRound).where(*within, CoffeeRound.planned.is_not(None))
    return [_row(one) for one in db.scalars(query.order_by(CoffeeRound.week))]


def _row(one: CoffeeRound) -> dict[str, Cell]:
    enough, answers = one.people >= FEWEST, told(one)
    return {
        "week": one.week,
        "last week": one.last_week,
        "people": one.people,
        "tables": one.tables if enough else None,
        "alone": one.alone if enough else None,
        "answered at least": answers.low if answers else None,
        "met": answers.percent if answers else None,
        "took": answers.hours if answers else None,
    }
