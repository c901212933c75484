"""Exporting: which question was asked when; who liked it is nobody's to know."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Cell, Column, Period
from skills.icebreakers.bank import words_of
from skills.icebreakers.model import Asked, Own
from skills.icebreakers.settings import skill

COLUMNS = (
    Column("asked", "instant", "everybody"),
    Column("question", gate="everybody"),
    Column("by a colleague", "yes_no", "everybody"),
)


@skill.export("icebreakers", COLUMNS)
def export(db: Session, *, period: Period) -> list[dict[str, Cell]]:
    """The questions of a period, the oldest first; those that come with Piazza in English."""
    query = select(Asked, Own.words).outerjoin(Own, Own.id == Asked.own)
    within = Asked.asked >= period.start_at, Asked.asked < period.end_at
    return [
        {
            "asked": one.asked,
            "question": words or words_of(one.number or 0, "en"),
            "by a colleague": one.own is not None,
        }
        for one, words in db.execute(query.where(*within).order_by(Asked.asked, Asked.id))
    ]
