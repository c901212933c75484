"""Concerning: whom the words about newcomers can reach at all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Person, managers
from skills.belonging.model import Buddy, Journey
from skills.belonging.tracks import DAY, DAYS, NEWCOMER


def is_new(db: Session, person: Person, now: datetime) -> bool:
    """Whether somebody is on their way through the first ninety days."""
    journey = db.get(Journey, person.id)
    if journey is not None and (journey.ended or journey.stopped is not None):
        return False
    # Their journey is noted in the night; whoever is to start may look before that.
    start = journey.start if journey else person.started
    last = now.astimezone(person.clock).date() - (DAYS[NEWCOMER][-1] + 1) * DAY
    return start is not None and start >= last


def is_buddy(db: Session, person: Person) -> bool:
    """Whether somebody is there as a buddy, or is one."""
    mine = select(Journey.person_id).where(Journey.buddy_id == person.id, ~Journey.ended).limit(1)
    return db.get(Buddy, person.id) is not None or db.execute(mine).first() is not None


def manages(db: Session, person: Person) -> bool:
    """Whether somebody has people of their own."""
    boss = managers().subquery()
    theirs = select(boss.c.person_id).where(boss.c.manager == person.id).limit(1)
    return db.execute(theirs).first() is not None
