"""Memory: what icebreakers store on somebody, and how they forget them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot import Fact, Period, Person, Section, t
from skills.icebreakers.model import NEW, Asked, Liking, Own
from skills.icebreakers.settings import skill


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """Everything icebreakers store on somebody."""
    own = db.scalars(select(Own).where(Own.author == person.id).order_by(Own.id)).all()
    facts = [Fact(t("known_named") if one.named else t("known_unnamed"), one.words) for one in own]
    mine = select(func.count()).select_from(Liking).where(Liking.person_id == person.id)
    good, skipped = db.scalar(mine.where(Liking.good)), db.scalar(mine.where(~Liking.good))
    counts = ((t("known_good"), good), (t("known_skipped"), skipped))
    return facts + [Fact(name, count) for name, count in counts if count]


@skill.report
def report(db: Session, _period: Period) -> Section | None:
    """How many questions wait for an answer."""
    query = select(func.count()).select_from(Own).where(Own.state == NEW)
    count = db.scalar(query)
    return Section(t("name"), [Fact(t("report_waiting"), count)]) if count else None


@skill.expires("asked")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete which questions were asked long ago, and who liked them."""
    ids = db.scalars(select(Asked.id).where(Asked.asked < before).limit(most)).all()
    db.execute(delete(Asked).where(Asked.id.in_(ids)))
    return len(ids)


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    """Erase somebody's questions and likes; return which posts have lost their question."""
    db.execute(delete(Liking).where(Liking.person_id == person.id))
    own = select(Own.id).where(Own.author == person.id)
    gone = list(db.scalars(delete(Asked).where(Asked.own.in_(own)).returning(Asked.id)))
    db.execute(delete(Own).where(Own.author == person.id))
    return gone
