"""Memory: what coffee stores on somebody, how it forgets them, and what goes with time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot import Fact, Person, people_by_id, t
from skills.coffee.counting import counted
from skills.coffee.model import YES, Ahead, Avoid, CoffeeRound, Meeting, Member, Seat
from skills.coffee.settings import skill
from skills.coffee.tables import away


@skill.knows
def knows(db: Session, person: Person, now: datetime) -> list[Fact]:
    """All that coffee stores on somebody; who avoids them was told in confidence by others."""
    return [
        *_membership(db, person),
        *_avoids(db, person, now),
        *_seats(db, person, now),
        *_meetings(db, person, now),
    ]


def _membership(db: Session, person: Person) -> list[Fact]:
    member = db.get(Member, person.id)
    if member is None:
        return []
    state = (
        t("known_in", since=member.since) if member.joined else t("known_out", since=member.since)
    )
    facts = [Fact(t("known_member"), state)]
    if member.rests_until:
        facts.append(Fact(t("known_rests"), member.rests_until))
    return facts


def _avoids(db: Session, person: Person, now: datetime) -> list[Fact]:
    ids = db.scalars(select(Avoid.avoided).where(Avoid.person_id == person.id)).all()
    found = people_by_id(db.connection(), ids, now)
    return [Fact(t("never_with"), list(found.values()))] if found else []


def _seats(db: Session, person: Person, now: datetime) -> list[Fact]:
    """The rounds somebody was in and what they said; also those in which another met them."""
    other = aliased(Seat)
    there = [other.round_id == Seat.round_id, other.place == Seat.place]
    # Who has left is not named, as who avoids somebody is not: nobody can tell which it was.
    there += [other.person_id != Seat.person_id, ~away(other.person_id, CoffeeRound.week)]
    rows = db.execute(
        select(CoffeeRound.week, Seat.met, Seat.with_id, other.person_id)
        .join(Seat, Seat.round_id == CoffeeRound.id)
        .outerjoin(other, and_(*there))
        .where(Seat.person_id == person.id)
        .order_by(CoffeeRound.week, other.person_id)
    ).all()
    known = people_by_id(db.connection(), {one for row in rows for one in row[2:] if one}, now)
    words = {"yes": t("known_met"), "not_yet": t("known_not_yet"), "other": t("known_other")}
    facts = []
    for week, met, with_id, beside in rows:
        who = [known[one] for one in (beside, with_id) if one in known]
        said = words[met] if met in words else t("known_silent")
        facts.append(Fact(t("known_seat", day=week), [*who, said]))
    named = db.scalar(select(func.count()).where(Seat.with_id == person.id))
    planned = db.scalar(select(func.count()).where(Ahead.person_id == person.id))
    counts = ((t("known_named"), named), (t("known_planned"), planned))
    return facts + [Fact(name, count) for name, count in counts if count]


def _meetings(db: Session, person: Person, now: datetime) -> list[Fact]:
    mine = or_(Meeting.person_id == person.id, Meeting.other_id == person.id)
    rows = db.execute(select(Meeting.person_id, Meeting.other_id).where(mine)).all()
    ids = {one for row in rows for one in row}
    found = people_by_id(db.connection(), ids - {person.id}, now)
    return [Fact(t("known_meetings"), list(found.values()))] if found else []


@skill.expires("rounds")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete who sat where in old rounds; and whom those have met who left as long ago.

    Figures of the rounds stay.
    """
    seats = select(Seat.round_id).where(Seat.round_id == CoffeeRound.id)
    old = select(CoffeeRound).where(CoffeeRound.last_week < before.date(), seats.exists())
    found = db.scalars(old.order_by(CoffeeRound.week).limit(most)).all()
    for one in found:
        one.met, one.answered = counted(db, one)
        db.execute(delete(Seat).where(Seat.round_id == one.id))
    gone = select(Member.person_id).where(~Member.joined, Member.since < before)
    ours = or_(Meeting.person_id.in_(gone), Meeting.other_id.in_(gone))
    db.execute(delete(Meeting).where(ours))
    return len(found)


@skill.forget
def forget(db: Session, person: Person) -> None:
    """Erase somebody everywhere; who sat with them sits with the others, or alone."""
    for table in (Member, Seat, Ahead):
        db.execute(delete(table).where(table.person_id == person.id))
    mine = or_(Meeting.person_id == person.id, Meeting.other_id == person.id)
    db.execute(delete(Meeting).where(mine))
    db.execute(delete(Avoid).where(or_(Avoid.person_id == person.id, Avoid.avoided == person.id)))
    with_them = update(Seat).where(Seat.with_id == person.id)
    # That they met somebody stays; who it was does not.
    db.execute(with_them.values(with_id=None, met=YES))
