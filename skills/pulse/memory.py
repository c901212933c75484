"""Memory: what the pulse stores on somebody, beside their sealed answers, and how it forgets."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot import Fact, Person, t
from skills.pulse.bank import worded
from skills.pulse.model import PulseQuestion
from skills.pulse.settings import skill


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """The questions somebody wrote for the company."""
    theirs = select(PulseQuestion).where(PulseQuestion.made_by == person.id)
    rows = db.scalars(theirs.order_by(PulseQuestion.id))
    return [Fact(t("known_question"), worded(one.words, person.language, "")) for one in rows]


@skill.forget
def forget(db: Session, person: Person) -> None:
    """Of the questions somebody wrote only the numbers stay, beside what was answered to them."""
    theirs = update(PulseQuestion).where(PulseQuestion.made_by == person.id)
    now = func.coalesce(PulseQuestion.retired, PulseQuestion.made)
    db.execute(theirs.values(made_by=None, words={}, options=[], retired=now))
