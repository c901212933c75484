"""Introducing: each of a table to the others, on their own Monday at ten, or the days after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import Button, Card, Period, Person, Schedule, received, t
from skills.coffee import tables
from skills.coffee.answering import met
from skills.coffee.model import CoffeeRound, Seat
from skills.coffee.partaking import sits
from skills.coffee.questions import question
from skills.coffee.settings import INTRODUCE, skill
from skills.coffee.tables import Told, about, hours, in_week, seated

# Who has Monday off, or may not be disturbed, is told on the first day after it.
MORNINGS = Schedule(frozenset({0, 1, 2, 3}), time(10))


def introduced(_db: Session, day: Period) -> Select[int]:
    """Everybody with a seat in the round that begins in the week of a day, who was not told before.

    Who has moved west since may have been told in what was the week before where they are now.
    """
    told = received(f"{skill.name}.{INTRODUCE}", planned=True).subquery()
    before = select(told.c.person_id).where(
        told.c.person_id == Seat.person_id,
        told.c.made >= CoffeeRound.planned,
        told.c.made < day.start_at,
    )
    return seated(in_week(_week(day)), ~before.exists())


def seats_of(db: Session, day: Period, people: Collection[int]) -> Told:
    """With whom these people sit in the round that begins in the week of a day."""
    return tables.told(db, in_week(_week(day)), people)


def _week(day: Period) -> Period:
    return Period.week_of(day.first, day.zone)


@skill.nudge(
    INTRODUCE,
    MORNINGS,
    audience=introduced,
    given=seats_of,
    unless=[INTRODUCE],
    counts=False,
    by_day=True,
    concerns=sits,
)
def introduce(person: Person, told: Told) -> Card:
    """Say with whom, who that is, when both are at work, and what to begin with."""
    round_, seat = told.seats[person.id]
    others, words = told.others[person.id], question(round_.week, seat.place, person.language)
    if not others:
        return Card(t("chat_instead"), quote=words, lines=[t("chat_instead_next")])
    drawn = [t("drawn", leader=one) for one in others if one.id in told.drawn]
    return Card(
        t("meet", people=others),
        quote=words,
        lines=[*about(others), *drawn, *hours(person, others, round_.week), t("meet_how")],
        buttons=[Button(t("we_met"), met, round_.id)],
    )
