"""Nudging: who thanked nobody this week, and whom one has worked with lately."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, Subquery, and_, func, select, union
from sqlalchemy.orm import Session, aliased

from bot import Button, Card, Period, Person, lot, members, t, teammates, weekly
from skills.kudos.giving import thank, thank_colleague
from skills.kudos.model import Kudos, Recipient
from skills.kudos.settings import skill

LATELY = timedelta(days=90)
FORTNIGHT = 2


def thanked_nobody(_db: Session, week: Period) -> Select[int]:
    """Everybody who has thanked nobody this week."""
    everybody = members()
    givers = select(Kudos.giver).where(Kudos.giver.is_not(None), Kudos.given >= week.start_at)
    return everybody.where(everybody.selected_columns.id.not_in(givers))


@skill.nudge(
    "gratitude",
    weekly("friday", at="15:00"),
    audience=thanked_nobody,
    unless=["colleague"],
    toward="thanks_given",
)
def gratitude(person: Person) -> Card:
    """Ask who made somebody's week better."""
    return Card(t("nudge", name=person.name), buttons=[Button(t("thank"), thank)])


def worked_together(_db: Session, week: Period, *, among: Select[int]) -> Select[int, int]:
    """Everybody with one of those they have to do with, drawn by lot anew each week.

    Who is thanked much or little plays no part in it: to be named must not say that.
    """
    seed = week.first.toordinal()
    pairs = _pairs(week, seed, among)
    one, other = pairs.c.one, pairs.c.other
    place = func.row_number().over(partition_by=one, order_by=(lot(seed, one, other), other))
    # Half of them in this week and half in the next: so the Friday question goes on, too.
    turn = (one + seed // 7) % FORTNIGHT == 0
    everybody = members()
    here = everybody.where(everybody.selected_columns.id == other).exists()
    drawn = select(one, other, place.label("place")).where(here, turn).subquery()
    return select(drawn.c.one, drawn.c.other).where(drawn.c.place == 1)


@skill.nudge(
    "colleague",
    weekly("wednesday", at="11:00"),
    audience=worked_together,
    every=FORTNIGHT,
    unless=["gratitude"],
    toward="thanks_given",
)
def colleague(person: Person, other: Person) -> Card:
    """Ask whether there is anything to thank a colleague for."""
    return Card(
        t("nudge_colleague", name=person.name, colleague=other),
        buttons=[Button(t("thank_them", colleague=other), thank_colleague, other.id)],
    )


def _pairs(week: Period, seed: int, among: Select[int]) -> Subquery:
    """Who of some is of one team with whom, thanked them, was thanked by them, or together.

    Of thanks only those count that all read.
    """
    since = week.end_at - LATELY
    public = and_(~Kudos.private, Kudos.shown >= since, Kudos.shown < week.start_at)
    # Else the name of who gave anonymously would come to light here.
    signed = and_(public, Kudos.giver.is_not(None), ~Kudos.anonymous)
    thanked, beside = Recipient, aliased(Recipient)
    gave = select(Kudos.giver, thanked.person_id).join(thanked, thanked.kudos_id == Kudos.id)
    gave = gave.where(signed, Kudos.giver.in_(among))
    got = select(thanked.person_id, Kudos.giver).join(Kudos, thanked.kudos_id == Kudos.id)
    got = got.where(signed, thanked.person_id.in_(among))
    together = (
        select(thanked.person_id, beside.person_id)
        .join(beside, beside.kudos_id == thanked.kudos_id)
        .join(Kudos, Kudos.id == thanked.kudos_id)
        .where(public, thanked.person_id != beside.person_id, thanked.person_id.in_(among))
    )
    return union(teammates(seed, among), gave, got, together).subquery()
