"""Waiting: questions that colleagues have handed in, to be let in or left out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Waits, t
from skills.icebreakers.adding import overview
from skills.icebreakers.model import NEW, Own
from skills.icebreakers.settings import skill


@skill.waits
def handed_in(db: Session) -> Sequence[Waits]:
    """Questions on which nobody has decided."""
    column = func.count(Own.id), func.min(Own.made)
    count, oldest = db.execute(select(*column).where(Own.state == NEW)).one()
    look = Button(t("waits_questions"), overview)
    return [Waits(t("waits_handed_in", count=count), count, oldest, look)]
