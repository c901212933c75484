"""Exporting: customers' words for a spreadsheet or a program, without addresses."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import Cell, Column, Period
from skills.feedback import sheet
from skills.feedback.settings import skill

COLUMNS = (
    Column("number", "number"),
    Column("said", "instant"),
    Column("came", "instant"),
    Column("source"),
    Column("who", "code"),
    Column("customer"),
    Column("product"),
    Column("rating", "points"),
    Column("intent", "code"),
    Column("intent sure", "percent"),
    Column("feels", "code"),
    Column("feels sure", "percent"),
    Column("urgent", "yes_no"),
    Column("language", "code"),
    Column("tags"),
    Column("state", "code"),
    Column("channel"),
    Column("same as", "number"),
    Column("words"),
    Column("link", "link"),
)


@skill.export("feedback", COLUMNS)
def export(db: Session, *, period: Period) -> list[dict[str, Cell]]:
    """What customers said that came in a period, oldest first."""
    return list(sheet.rows(db, period))
