"""Planning: a round every so many weeks, before it is Monday anywhere; or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from random import Random

from bot import Chat, Period, Schedule, Work
from skills.coffee.circle import Circle, Table
from skills.coffee.counting import settle
from skills.coffee.matching import Plan, Seating, seat
from skills.coffee.reading import circle_of, leading, plan_of
from skills.coffee.settings import INTRODUCE, CoffeeSettings, skill
from skills.coffee.storing import add, claim, finish
from skills.coffee.weeks import coming_monday, is_due, today

# On Monday once more, in case nobody was running on Sunday.
EARLY = Schedule(frozenset({6, 0}), time(6))
# So many tables are stored at once.
AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Draft:
    """A round as it would be: its tables, what is planned behind it, which leader was drawn."""

    circle: Circle
    tables: Sequence[Table]
    ahead: Plan
    drawn: int | None = None


@skill.post("plan", EARLY, upkeep=True)
def plan(chat: Chat, _week: Period) -> None:
    """Count what is over, and have the round of the week to come made, if one is due."""
    settle(chat)
    monday = coming_monday(today(chat))
    if is_due(chat, monday):
        chat.later(make, monday.toordinal(), False)


@skill.job("make_round")
def make(work: Work, monday: int, at_once: bool) -> None:
    """Make the round of a week, unless it is there; those in it are told later, or `at_once`."""
    week = date.fromordinal(monday)
    mine = work.write(partial(claim, week=week))
    if not mine:
        return
    found = draft(work, week)
    for first in range(0, len(found.tables), AT_ONCE):
        some = found.tables[first : first + AT_ONCE]
        stored = partial(add, mine=mine, tables=some, first=first, drawn=found.drawn)
        if not work.write(stored):
            return
    work.write(partial(_finish, mine=mine, ahead=found.ahead, week=week, at_once=at_once))


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


def _finish(chat: Chat, mine: str, ahead: Plan, week: date, at_once: bool) -> None:
    if finish(chat, mine, ahead) and at_once and today(chat) >= week:
        chat.nudge(INTRODUCE)
