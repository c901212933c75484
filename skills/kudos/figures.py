"""What the community manager reads about recognition, and how much of it to look at."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bot import Chart, Fact, Period, Section, Series, Text, t
from skills.kudos import keeping
from skills.kudos.abuse import count_flags
from skills.kudos.fairness import of_people, of_spread, of_thanks
from skills.kudos.model import Kudos, Recipient
from skills.kudos.settings import KudosSettings, skill

WEEK = 7


@skill.report
def report(
    db: Session, period: Period, *, settings: KudosSettings, now: datetime
) -> Section | None:
    """Thanks given in a period, how many took part, and the days they were given on."""
    count, before = _count(db, _within(period, now)), _count(db, _within(period.before, now))
    if not count and not before:
        return None
    givers, receivers = _reach(db, _within(period, now))
    facts = [
        Fact(t("report_given"), _beside(period, count, before)),
        Fact(t("report_givers"), givers),
        Fact(t("report_receivers"), receivers),
    ]
    facts += of_month(db, period)
    # Everybody who reads this may look into what is signed; the rest the manager looks up.
    if flagged := count_flags(db, settings, min(now, period.end_at)):
        facts.append(Fact(t("report_flags"), t("report_look", count=flagged)))
    return Section(t("report_title"), facts, chart_of(db, period, now, count))


def _beside(period: Period, count: int, before: int) -> Text:
    days = (period.end - period.first).days
    if days == WEEK:
        return t("report_beside", count=count, before=before)
    return t("report_beside_days", count=count, before=before, days=days)


def of_month(db: Session, period: Period) -> list[Fact]:
    """How evenly thanks were spread in a whole month, as it was told when that was over."""
    told = keeping.of_month(db, period)
    if told is None:
        return []
    return [
        Fact(t("report_share"), of_people(told.received)),
        Fact(t("fairness_gini"), of_spread(told.spread)),
        Fact(t("fairness_across"), of_thanks(told.across)),
    ]


def chart_of(db: Session, period: Period, now: datetime, total: int) -> Chart:
    """The thanks of each day, as the period's zone counts days."""
    zone = ZoneInfo(period.zone)
    shown = db.scalars(select(Kudos.shown).where(_within(period, now))).all()
    by_day = Counter(moment.astimezone(zone).date() for moment in shown)
    days = [period.first + timedelta(days=n) for n in range((period.end - period.first).days)]
    points = [(day, float(by_day[day])) for day in days]
    busiest = max(days, key=lambda day: by_day[day])
    alt = t("chart_alt", count=total, day=busiest, most=by_day[busiest])
    return Chart(t("chart_title"), [Series(t("report_given"), points)], alt)


def _within(period: Period, now: datetime) -> ColumnElement[bool]:
    """What was shown in a period; what waits for a later hour is not yet there."""
    return and_(Kudos.shown >= period.start_at, Kudos.shown < period.end_at, Kudos.shown <= now)


def _count(db: Session, there: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(Kudos).where(there)) or 0


def _reach(db: Session, there: ColumnElement[bool]) -> tuple[int, int]:
    # Of what everybody reads alone: a number that another one changes would say whose it is.
    there = and_(there, ~Kudos.private)
    givers = select(func.count(Kudos.giver.distinct())).where(there, ~Kudos.anonymous)
    receivers = (
        select(func.count(Recipient.person_id.distinct()))
        .select_from(Kudos)
        .join(Recipient)
        .where(there)
    )
    return db.scalar(givers) or 0, db.scalar(receivers) or 0
