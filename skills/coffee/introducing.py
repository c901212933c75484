"""Introducing: each of a table to the others, on their own Monday at ten, or the days after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import Button, Card, Period, Person, Schedule, t
from skills.coffee import tables
from skills.coffee.answering import met
from skills.coffee.questions import question
from skills.coffee.settings import INTRODUCE, skill
from skills.coffee.tables import Told, about, hours, in_week, seated

# Who has Monday off, or may not be disturbed, is told on the first day after it.
MORNINGS = Schedule(frozenset({0, 1, 2, 3}), time(10))


def introduced(_db: Session, week: Period) -> Select[int]:
    """Everybody with a seat in the round that begins in a week."""
    return seated(in_week(week))


def seats_of(db: Session, week: Period, people: Collection[int]) -> Told:
    """With whom these people sit in the round that begins in a week."""
    return tables.told(db, in_week(week), people)


@skill.nudge(
    INTRODUCE,
    MORNINGS,
    audience=introduced,
    given=seats_of,
    unless=[INTRODUCE],
    counts=False,
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
