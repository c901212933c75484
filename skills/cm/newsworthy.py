"""Newsworthy: which figure of the index of belonging stands elsewhere than it did.

It goes by what was kept each Monday: what was asked once tells of nobody when it is told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Button, Chart, Move, Series, Text, Weeks, of_level, t
from skills.cm import belonging
from skills.cm.model import Gauged
from skills.cm.skill import skill

WEEK: Final = timedelta(weeks=1)
# A figure is of four weeks: those in between tell of the same days again.
APART, TIMES = 4, 6
# Of a hundred.
FEWEST: Final = 10


@skill.moves
def moved(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Every figure as it stood at the end of the week, against what it was four weeks before."""
    monday = weeks.week.end - WEEK
    monday -= timedelta(days=monday.weekday())
    some = [monday - n * APART * WEEK for n in range(TIMES + 1)]
    courses: dict[str, dict[date, Gauged]] = {}
    for one in db.scalars(select(Gauged).where(Gauged.week.in_(some)).order_by(Gauged.week)):
        courses.setdefault(one.name, {})[one.week] = one
    told = {name: course for name, course in courses.items() if monday in course}
    found = (_move(_name(name), list(course.values()), len(told)) for name, course in told.items())
    return [one for one in found if one]


def _name(gauge: str) -> Text:
    """What a gauge is called, in the words of its skill."""
    room, _, name = gauge.partition(".")
    return Text(f"gauge.{name}", {}, room)


def _move(name: Text, course: Sequence[Gauged], among: int) -> Move | None:
    last, past = course[-1], [(one.value, one.around) for one in course[:-1]]
    found = of_level(last.value, last.around, past)
    if not found or not found.moved(among) or abs(last.value - found.usual) < FEWEST:
        return None
    what = t("moved_level", name=name, value=round(last.value), usual=round(found.usual))
    line = Series(name, [(one.week, one.value) for one in course], [one.around for one in course])
    ends = {"first": round(course[0].value), "last": round(last.value)}
    alt = t("belonging_alt", lines=[t("belonging_line", name=name, **ends)])
    chart, look = Chart(name, [line], alt, "line", 0, 100), Button(t("moved_look"), belonging.show)
    return Move(what, found.deviations, t("moved_level_why"), chart=chart, open=look, kind=name.key)
