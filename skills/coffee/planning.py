"""Planning: a round every so many weeks, before it is Monday anywhere; or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Chat, Period, Schedule, Work
from skills.coffee.circle import Circle, Table
from skills.coffee.matching import Plan, Seating, seat
from skills.coffee.model import CoffeeRound
from skills.coffee.reading import circle_of, leading, plan_of
from skills.coffee.settings import INTRODUCE, CoffeeSettings, skill
from skills.coffee.storing import keep
from skills.coffee.weeks import coming_monday, is_due, today

# On Monday once more, in case nobody was running on Sunday.
EARLY = Schedule(frozenset({6, 0}), time(6))


@dataclass(frozen=True, slots=True)
class Draft:
    """A round as it would be: its tables, what is planned behind it, which leader was drawn."""

    circle: Circle
    tables: Sequence[Table]
    ahead: Plan
    drawn: int | None = None


@skill.post("plan", EARLY, quiet=True)
def plan(chat: Chat, _week: Period) -> None:
    """Have the round of the week to come made, if one is due."""
    monday = coming_monday(today(chat))
    if is_due(chat, monday):
        chat.later(make, monday.toordinal(), False)


@skill.job("make_round")
def make(work: Work, monday: int, at_once: bool) -> None:
    """Make the round of a week, unless it is there; those in it are told later, or `at_once`."""
    week = date.fromordinal(monday)
    if work.read(partial(_is_there, week=week)):
        return
    found = draft(work, week)
    work.write(partial(_keep, found=found, week=week, at_once=at_once))


def draft(work: Work, week: date) -> Draft:
    """Seat everybody, and keep nothing of it."""
    settings, now = work.settings(CoffeeSettings), work.now
    circle = work.read(lambda db: circle_of(db, settings, week, now))
    ahead = work.read(plan_of)
    tops = work.read(leading) & circle.guests.keys() if settings.leaders else frozenset[int]()
    others = circle.within(circle.guests.keys() - tops)
    seated = seat(others, ahead, seed=week.toordinal())
    return _with_leader(circle, seated, sorted(tops), Random(week.toordinal()))  # noqa: S311


def _with_leader(circle: Circle, seated: Seating, tops: list[int], chance: Random) -> Draft:
    """Let one at the top join two others, drawn by lot among those who are new to them."""
    tables = list(seated.tables)
    chance.shuffle(tops)
    for can_join in (circle.is_new, circle.can_sit):
        for top in tops:
            fitting = [n for n, one in enumerate(tables) if len(one) == 2 and can_join((top, *one))]
            if fitting:
                place = chance.choice(fitting)
                tables[place] = (*tables[place], top)
                return Draft(circle, tables, seated.ahead, top)
    return Draft(circle, tables, seated.ahead)


def _is_there(db: Session, week: date) -> bool:
    return db.scalar(select(CoffeeRound.id).where(CoffeeRound.week == week)) is not None


def _keep(chat: Chat, found: Draft, week: date, at_once: bool) -> None:
    # Who is slow may find that another process has done it meanwhile.
    chat.in_turn("round")
    if _is_there(chat.db, week):
        return
    keep(chat, found.tables, found.ahead, found.drawn, week)
    if at_once and today(chat) >= week:
        chat.nudge(INTRODUCE)
