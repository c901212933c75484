"""Memory: what celebrations store on somebody, and how they forget them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from bot import Fact, Person, people_by_id, t
from skills.celebrations.choosing import how_of
from skills.celebrations.model import Choice, Line, Offer, Told
from skills.celebrations.settings import skill


@skill.knows
def knows(db: Session, person: Person, now: datetime) -> list[Fact]:
    """Everything celebrations store on somebody; what waits for their day they read then."""
    return [*_choice(db, person), *_lines(db, person, now), *_days(db, person)]


def _choice(db: Session, person: Person) -> Iterator[Fact]:
    found = db.get(Choice, person.id)
    if found is not None:
        if found.month and found.day:
            yield Fact(
                t("known_birthday"), t("a_day", day=found.day, month=t(f"month_{found.month}"))
            )
        if found.started:
            yield Fact(t("known_started"), found.started)
        yield Fact(t("known_how_birthday"), how_of(found.birthday))
        yield Fact(t("known_how_anniversary"), how_of(found.anniversary))
        yield Fact(t("known_wishes"), t("welcome") if found.wishes else t("unwelcome"))
        yield Fact(t("known_asked"), t("welcome") if found.asked else t("unwelcome"))
    if (offer := db.get(Offer, person.id)) is not None:
        yield Fact(t("known_offer"), offer.made)


def _lines(db: Session, person: Person, now: datetime) -> Iterator[Fact]:
    theirs = or_(Line.writer_id == person.id, Line.to_id == person.id)
    found = db.scalars(select(Line).where(theirs).order_by(Line.id)).all()
    people = people_by_id(
        db.connection(), {id_ for one in found for id_ in (one.writer_id, one.to_id)}, now
    )
    for one in found:
        if one.writer_id == person.id:
            yield Fact(t("known_wrote", to=people[one.to_id], day=one.day), one.words)
        elif one.told is not None:
            yield Fact(t("known_got", writer=people[one.writer_id], day=one.day), one.words)
    waiting = sum(one.to_id == person.id and one.told is None for one in found)
    if waiting:
        yield Fact(t("known_waiting"), waiting)


def _days(db: Session, person: Person) -> Iterator[Fact]:
    count = db.scalar(select(func.count()).select_from(Told).where(Told.person_id == person.id))
    if count:
        yield Fact(t("known_told"), count)


@skill.expires("wishes")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete old lines, and that old days were celebrated."""
    old = select(Line.id).where(Line.written < before).limit(most)
    ids = db.scalars(old).all()
    db.execute(delete(Line).where(Line.id.in_(ids)))
    db.execute(delete(Told).where(Told.day < before.date()))
    return len(ids)


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    """Erase what somebody chose, wrote and got; return which messages are no longer there."""
    db.execute(delete(Line).where(or_(Line.writer_id == person.id, Line.to_id == person.id)))
    gone = list(db.scalars(delete(Told).where(Told.person_id == person.id).returning(Told.id)))
    db.execute(delete(Offer).where(Offer.person_id == person.id))
    db.execute(delete(Choice).where(Choice.person_id == person.id))
    return gone
