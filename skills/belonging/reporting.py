"""Reporting: how many have started, how many have a buddy, how many came to the end.

Who has stopped a journey is for nobody to know. Where so few started that a figure would say it of
somebody, it is left out.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bot import Fact, Period, Section, members, t
from skills.belonging.model import Journey, Prompt
from skills.belonging.settings import skill
from skills.belonging.tracks import DAY, DAYS, NEWCOMER

# Out of so many at least it is said how many got as far as a day.
FEWEST = 5
FAR = (30, 90)
# So long after such a day everybody who is there has had its words.
GRACE = 7


@skill.report
def report(db: Session, period: Period) -> Section | None:
    """Those who started in a period, and how far those came who could."""
    count, with_buddy = _started(db, period)
    facts = []
    if count:
        facts = [Fact(t("report_started"), count), Fact(t("report_buddies"), with_buddy)]
    for day in FAR:
        could, did = _reached(db, period, day)
        if could >= FEWEST:
            facts.append(Fact(t("report_reached", day=day), t("report_of", count=did, all=could)))
    return Section(t("report_title"), facts) if facts else None


def _within(period: Period, day: int = 0) -> ColumnElement[bool]:
    """Whether a day of a journey lies in a period; who has left is not counted."""
    first, end = period.first - day * DAY, period.end - day * DAY
    here = Journey.person_id.in_(members())
    return and_(Journey.start >= first, Journey.start < end, here)


def _started(db: Session, period: Period) -> tuple[int, int]:
    query = select(func.count(), func.count(Journey.buddy_id)).where(_within(period))
    row = db.execute(query).one()
    return row[0], row[1]


def _reached(db: Session, period: Period, day: int) -> tuple[int, int]:
    """Of whom a day lay a week before the period: how many there are, how many had its words."""
    step = DAYS[NEWCOMER].index(day)
    did = func.count().filter(Prompt.step > step)
    own = and_(Prompt.person_id == Journey.person_id, Prompt.role == NEWCOMER)
    query = select(func.count(), did).select_from(Journey).join(Prompt, own)
    row = db.execute(query.where(_within(period, day + GRACE))).one()
    return row[0], row[1]
