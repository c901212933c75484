"""Asking: once in the middle, where a table is silent; and at the end, whether they met."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from bot import Button, Card, Period, Person, t, weekly
from skills.coffee import tables
from skills.coffee.answering import answers, met, not_yet
from skills.coffee.model import CoffeeRound, Seat
from skills.coffee.partaking import sits
from skills.coffee.settings import CoffeeSettings, skill
from skills.coffee.tables import Told, company, seated

WEDNESDAY = timedelta(days=2)


def _silent(day: ColumnElement[bool]) -> Select[int]:
    """Those who do not sit alone, where nobody at the table has said anything yet."""
    heard = company(heard=True).exists()
    return seated(day, Seat.met.is_(None), company().exists(), ~heard)


def _on_wednesday(week: Period) -> ColumnElement[bool]:
    return CoffeeRound.middle == week.first + WEDNESDAY


def _on_monday(week: Period) -> ColumnElement[bool]:
    return CoffeeRound.middle == week.first


def silent(_db: Session, week: Period) -> Select[int]:
    """Those of a round of one week."""
    return _silent(_on_wednesday(week))


def silent_longer(_db: Session, week: Period) -> Select[int]:
    """Those of a round of several weeks."""
    return _silent(_on_monday(week))


def seats_now(db: Session, week: Period, people: Collection[int]) -> Told:
    """With whom these people sit in the round of one week."""
    return tables.told(db, _on_wednesday(week), people)


def seats_longer(db: Session, week: Period, people: Collection[int]) -> Told:
    """With whom these people sit in the round of several weeks."""
    return tables.told(db, _on_monday(week), people)


def remind(person: Person, told: Told) -> Card:
    """Say once that there is still time."""
    round_, _ = told.seats[person.id]
    others = told.others[person.id]
    buttons = [Button(t("we_met"), met, round_.id), Button(t("no_not_yet"), not_yet, round_.id)]
    return Card(t("halfway", people=others), lines=[t("halfway_how")], buttons=buttons)


def sits_for_a_week(db: Session, person: Person, settings: CoffeeSettings) -> bool:
    """Whether somebody takes part in rounds of one week."""
    return settings.every == 1 and sits(db, person, settings)


def sits_longer(db: Session, person: Person, settings: CoffeeSettings) -> bool:
    """Whether somebody takes part in rounds of several weeks."""
    return settings.every > 1 and sits(db, person, settings)


skill.nudge(
    "halfway",
    weekly("wednesday", at="11:00"),
    audience=silent,
    given=seats_now,
    counts=False,
    concerns=sits_for_a_week,
)(remind)
skill.nudge(
    "halfway_later",
    weekly("monday", at="11:00"),
    audience=silent_longer,
    given=seats_longer,
    counts=False,
    concerns=sits_longer,
)(remind)


def _ending(week: Period) -> ColumnElement[bool]:
    return CoffeeRound.last_week == week.first


def unanswered(_db: Session, week: Period) -> Select[int]:
    """Those who have not said whether they met, in the last week of a round."""
    return seated(_ending(week), Seat.met.is_(None), company().exists())


def seats_then(db: Session, week: Period, people: Collection[int]) -> Told:
    """With whom these people sit in a round that ends in a week."""
    return tables.told(db, _ending(week), people)


@skill.nudge(
    "ask",
    weekly("friday", at="15:00"),
    audience=unanswered,
    given=seats_then,
    counts=False,
    concerns=sits,
)
def ask(person: Person, told: Told) -> Card:
    """Ask whether they met."""
    round_, _ = told.seats[person.id]
    others = told.others[person.id]
    return Card(t("did_you", people=others), lines=[t("did_you_why")], buttons=answers(round_.id))
