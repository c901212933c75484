"""Tables: who sits with whom in the round of a week, for the words to those who are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy import SQLColumnExpression as Expression
from sqlalchemy.orm import Session, aliased

from bot import Kind, Period, Person, Text, members, people_by_id, t, willing
from skills.coffee.hours import common, shown
from skills.coffee.model import CoffeeRound, Member, Seat
from skills.coffee.settings import INTRODUCE, skill

# Their clocks stand on this day of the week as on its other working days.
MIDWEEK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Told:
    """The rounds that are spoken of, by the ids of the people: their table, and who is at it."""

    seats: Mapping[int, tuple[CoffeeRound, Seat]]
    others: Mapping[int, Sequence[Person]] = field(default_factory=dict)
    drawn: Collection[int] = ()


def away(person: Expression[int], week: Expression[date]) -> ColumnElement[bool]:
    """Whether somebody has left, rests in a round of that week, or wants no introduction."""
    theirs = select(Member.person_id).where(Member.person_id == person)
    gone = theirs.where(or_(~Member.joined, Member.rests_until > week)).exists()
    # For as long as somebody snoozes they are told later; only for good it ends.
    wanting = willing(f"{skill.name}.{INTRODUCE}", date.max)
    return or_(gone, ~wanting.where(wanting.selected_columns.id == person).exists())


def seated(*when: ColumnElement[bool]) -> Select[int]:
    """The ids of everybody with a seat in rounds of some kind who still takes part."""
    there = select(Seat.person_id).join(CoffeeRound, CoffeeRound.id == Seat.round_id)
    here = ~away(Seat.person_id, CoffeeRound.week)
    return there.where(here, CoffeeRound.planned.is_not(None), *when)


def company(*, heard: bool = False) -> Select[int]:
    """Of a seat: the others at its table, as far as they still take part; or who was `heard`."""
    other = aliased(Seat)
    round_ = aliased(CoffeeRound)
    there = other.round_id == Seat.round_id, other.place == Seat.place
    found = select(other.person_id).join(round_, round_.id == other.round_id)
    found = found.where(*there, other.person_id != Seat.person_id)
    here = members().where(members().selected_columns.id == other.person_id).exists()
    found = found.where(here, ~away(other.person_id, round_.week))
    if heard:
        found = found.where(other.met.is_not(None))
    return found.correlate(Seat)


def still_beside(db: Session, seat: Seat) -> list[int]:
    """The ids of who sits at the same table and still takes part.

    Whoever has left and whoever avoids somebody there are gone alike, so that nobody can tell.
    """
    there = Seat.round_id == seat.round_id, Seat.place == seat.place
    return list(db.scalars(seated(*there, Seat.person_id != seat.person_id)))


def told(db: Session, when: ColumnElement[bool], people: Collection[int]) -> Told:
    """What is to be said to these people about a round."""
    rows = select(CoffeeRound, Seat).join(Seat, Seat.round_id == CoffeeRound.id)
    made = CoffeeRound.planned.is_not(None)
    mine = rows.where(when, made, Seat.person_id.in_(people)).order_by(CoffeeRound.week)
    seats = {seat.person_id: (round_, seat) for round_, seat in db.execute(mine)}
    others, drawn = _others(db, seats)
    return Told(seats, others, drawn)


def _others(
    db: Session, seats: Mapping[int, tuple[CoffeeRound, Seat]]
) -> tuple[dict[int, list[Person]], set[int]]:
    near: dict[tuple[int, int], list[Seat]] = defaultdict(list)
    rounds = {round_.id for round_, _ in seats.values()}
    places = {seat.place for _, seat in seats.values()}
    there = select(Seat).join(CoffeeRound, CoffeeRound.id == Seat.round_id)
    there = there.where(Seat.round_id.in_(rounds), Seat.place.in_(places))
    here = ~away(Seat.person_id, CoffeeRound.week)
    for one in db.scalars(there.where(here).order_by(Seat.person_id)):
        near[one.round_id, one.place].append(one)
    ids = {one.person_id for table in near.values() for one in table}
    now = max((round_.planned for round_, _ in seats.values() if round_.planned), default=None)
    known = people_by_id(db.connection(), ids, now) if now else {}
    found = {
        person: [
            known[one.person_id]
            for one in near[round_.id, seat.place]
            if one.person_id != person and _works_here(known[one.person_id])
        ]
        for person, (round_, seat) in seats.items()
    }
    return found, {one.person_id for table in near.values() for one in table if one.drawn}


def _works_here(one: Person) -> bool:
    return one.active and one.kind is Kind.MEMBER


def about(people: Sequence[Person]) -> list[Text]:
    """Each with their team and the place where they work, as far as these are known."""
    lines = []
    for one in people:
        team = one.organisation[-1] if one.organisation else ""
        if where := ", ".join(words for words in (team, one.location) if words):
            lines.append(t("about", person=one, where=where))
    return lines


def hours(reader: Person, others: Sequence[Person], week: date) -> list[Text]:
    """When all of them are at work, on the reader's clock and on those that differ from it."""
    span = common([reader, *others], week + MIDWEEK)
    if span is None:
        return []
    mine = shown(span, reader.clock)
    lines = [t("hours", span=mine)]
    theirs = {one: shown(span, one.clock) for one in others}
    far = [
        t("hours_there", person=one, span=there) for one, there in theirs.items() if there != mine
    ]
    return [*lines, *far]


def in_week(week: Period) -> ColumnElement[bool]:
    """Rounds that begin in a week."""
    return CoffeeRound.week == week.first
