"""What the community manager reads about recognition."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bot import Chart, Fact, Period, Section, Series, t
from skills.kudos.model import Kudos, Recipient


def week_section(db: Session, period: Period) -> Section | None:
    """Thanks given in a period, how many took part, and the days they were given on."""
    now, before = _count(db, period), _count(db, period.before)
    if not now and not before:
        return None
    givers, receivers = _reach(db, period)
    facts = [
        Fact(t("report_given"), t("report_beside", count=now, before=before)),
        Fact(t("report_givers"), givers),
        Fact(t("report_receivers"), receivers),
    ]
    return Section(t("report_title"), facts, chart_of(db, period, now))


def chart_of(db: Session, period: Period, total: int) -> Chart:
    """The thanks of each day, as the period's zone counts days."""
    zone = ZoneInfo(period.zone)
    given = db.scalars(select(Kudos.given).where(_within(period))).all()
    by_day = Counter(moment.astimezone(zone).date() for moment in given)
    days = [period.first + timedelta(days=n) for n in range((period.end - period.first).days)]
    points = [(day, float(by_day[day])) for day in days]
    busiest = max(days, key=lambda day: by_day[day])
    alt = t("chart_alt", count=total, day=busiest, most=by_day[busiest])
    return Chart(t("chart_title"), [Series(t("report_given"), points)], alt)


def _within(period: Period) -> ColumnElement[bool]:
    return and_(Kudos.given >= period.start_at, Kudos.given < period.end_at)


def _count(db: Session, period: Period) -> int:
    return db.scalar(select(func.count()).select_from(Kudos).where(_within(period))) or 0


def _reach(db: Session, period: Period) -> tuple[int, int]:
    givers = select(func.count(Kudos.giver.distinct())).where(_within(period))
    receivers = (
        select(func.count(Recipient.person_id.distinct()))
        .select_from(Kudos)
        .join(Recipient)
        .where(_within(period))
    )
    return db.scalar(givers) or 0, db.scalar(receivers) or 0
