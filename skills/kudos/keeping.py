"""Keeping: how evenly thanks are spread is worked out once a week, and stays as it was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Chat, Period, Work, weekly
from skills.kudos import quietly
from skills.kudos.measures import Share, Told
from skills.kudos.model import Fairness
from skills.kudos.settings import skill
from skills.kudos.weighing import weigh

WEEKS: Final = (52, 13, 4)
MONTH, QUARTER = "month", "quarter"
# So long at least it is kept what was told: told anew it would tell of whoever came in between.
LEAST: Final = timedelta(days=100)


@skill.post("fairness", weekly("monday", at="05:00"), upkeep=True)
def weekly_look(chat: Chat, week: Period) -> None:
    """Have it worked out how evenly thanks were spread before this week."""
    chat.later(look, week.first.toordinal())


@skill.job("fairness")
def look(work: Work, monday: int) -> None:
    """Work out what is not kept yet, beside everything else, and keep it."""
    until = date.fromordinal(monday)
    k = work.write(lambda chat: chat.fewest)
    zone = work.house.company.zone
    for kind, end in (("weeks", until), (MONTH, until.replace(day=1)), (QUARTER, quarter(until))):
        if not work.read(partial(has, end=end, kind=kind)):
            found = work.read(partial(worked_out, kind=kind, end=end, zone=zone, k=k))
            work.write(partial(keep, end=end, kind=kind, found=found))


def quarter(day: date) -> date:
    """The day on which the quarter begins that a day lies in."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def worked_out(db: Session, kind: str, end: date, zone: str, k: int) -> dict[str, Any]:
    """What is told of the weeks, the month or the quarter before a day."""
    if kind == QUARTER:
        told = quietly.weigh(db, Period(quarter(end - timedelta(days=1)), end, zone), k)
        return {"quiet": told.model_dump(mode="json") if told else None}
    if kind == MONTH:
        last = end - timedelta(days=1)
        [told_of_month] = weigh(db, [Period(last.replace(day=1), end, zone)], k)
        return told_of_month.model_dump(mode="json", exclude={"units", "unthanked"})
    periods = [Period(end - timedelta(weeks=weeks), end, zone) for weeks in WEEKS]
    found = zip(WEEKS, weigh(db, periods, k), strict=True)
    return {str(weeks): told.model_dump(mode="json") for weeks, told in found}


def keep(chat: Chat, end: date, kind: str, found: Mapping[str, Any]) -> None:
    """Keep it, unless another was quicker."""
    chat.in_turn("fairness")
    if not has(chat.db, end, kind):
        chat.db.add(Fairness(until=end, kind=kind, told=dict(found)))


def has(db: Session, end: date, kind: str) -> bool:
    """Whether it is kept."""
    return db.get(Fairness, (end, kind)) is not None


def latest(db: Session, weeks: int) -> Told | None:
    """What was told last of so many weeks."""
    found = _newest(db, "weeks")
    return Told.model_validate(found[str(weeks)]) if found else None


def of_month(db: Session, period: Period) -> Told | None:
    """What was told of a month, if a period is one."""
    found = db.get(Fairness, (period.end, MONTH))
    told = Told.model_validate(found.told) if found else None
    return told if told and told.first == period.first else None


def latest_quarter(db: Session) -> tuple[date, Share | None] | None:
    """The day on which the quarter ended that was told last, and what was told of it."""
    query = select(Fairness).where(Fairness.kind == QUARTER)
    found = db.scalars(query.order_by(Fairness.until.desc()).limit(1)).first()
    if found is None:
        return None
    quiet = found.told["quiet"]
    return found.until, Share.model_validate(quiet) if quiet else None


@skill.expires("fairness")
def expire(db: Session, before: datetime, most: int) -> int:
    """Drop what was told of days long gone."""
    old = select(Fairness).where(Fairness.until < before.date() - LEAST)
    rows = db.scalars(old.order_by(Fairness.until).limit(most)).all()
    for one in rows:
        db.delete(one)
    return len(rows)


def _newest(db: Session, kind: str) -> dict[str, Any] | None:
    query = select(Fairness.told).where(Fairness.kind == kind)
    return db.scalars(query.order_by(Fairness.until.desc()).limit(1)).first()
