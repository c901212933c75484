"""Memory: what campaigns store on somebody, and how they forget them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot import Cell, Column, Fact, Person, t
from skills.campaigns import answering, audience
from skills.campaigns.model import (
    DRAFT,
    ENDED,
    GONE,
    NEWS,
    ON,
    PAUSED,
    TAKEN,
    Campaign,
    Fan,
    Yes,
)
from skills.campaigns.settings import skill
from skills.campaigns.tracking import EXACT, STEPS


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """What campaigns store on somebody: what they wrote and joined, and whether they want news."""
    made = db.scalars(select(Campaign.words).where(Campaign.made_by == person.id))
    joined = select(Campaign.words).join(Yes, Yes.campaign_id == Campaign.id)
    theirs = db.scalars(joined.where(Yes.person_id == person.id).order_by(Campaign.id))
    fan = db.get(Fan, person.id)
    return [
        *(Fact(t("known_made"), one) for one in made),
        *(Fact(t("known_joined"), one) for one in theirs),
        *([Fact(t("known_fan"), fan.since)] if fan else []),
    ]


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    """Erase somebody; what they wrote ends where it goes on. Return which campaigns lost words."""
    db.execute(delete(Yes).where(Yes.person_id == person.id))
    db.execute(delete(Fan).where(Fan.person_id == person.id))
    gone = list(db.scalars(select(Campaign.id).where(Campaign.made_by == person.id)))
    mine = update(Campaign).where(Campaign.made_by == person.id)
    db.execute(mine.where(Campaign.state.in_((DRAFT, ON, PAUSED))).values(state=TAKEN))
    empty = {"words": GONE, "goal": "", "ready": "", "link": "", "options": []}
    db.execute(mine.values(**empty, made_by=None))
    return gone


@skill.expires("campaigns")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete campaigns that ended long ago, and drafts that were never started."""
    over = Campaign.state.in_((ENDED, TAKEN, DRAFT)), Campaign.since < before
    ids = db.scalars(select(Campaign.id).where(*over).limit(most)).all()
    db.execute(delete(Campaign).where(Campaign.id.in_(ids)))
    return len(ids)


COLUMNS = (
    Column("number", "number"),
    Column("kind", "code"),
    Column("words"),
    Column("goal"),
    Column("begins", "day"),
    Column("ends", "day"),
    Column("state", "code"),
    Column("reached", gate="published"),
    Column("joined", gate="published"),
    Column("target", "count"),
    Column("shared", gate="published"),
)


@skill.export("campaigns", COLUMNS)
def export(db: Session) -> list[dict[str, Cell]]:
    """Every campaign that was started, with how far it came; of few people only about how many."""
    started = Campaign.state.in_((ON, PAUSED, ENDED))
    found = db.scalars(select(Campaign).where(started).order_by(Campaign.id)).all()
    return [
        {
            "number": one.id,
            "kind": one.kind,
            "words": one.words,
            "goal": one.goal,
            "begins": one.begins,
            "ends": one.ends,
            "state": one.state,
            "reached": _about(audience.reached(db, one)),
            "joined": _about(answering.joined(db, one)) if one.target else None,
            "target": one.target,
            "shared": _about(one.shared) if one.kind == NEWS else None,
        }
        for one in found
    ]


def _about(count: int) -> Cell:
    if count >= EXACT:
        return str(count)
    step = next((one for one in STEPS if one[0] <= count <= one[1]), None)
    return f"{step[0]}-{step[1]}" if step else f"<{STEPS[0][0]}"
