"""Reporting: what the community manager reads about customers' words, and some of them."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from statistics import fmean, stdev

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot import Fact, Period, Section, Text, Voice, t
from skills.feedback import doubting, summaries, themes
from skills.feedback.kinds import (
    HIGHEST,
    INTENTS,
    LOWEST,
    NOT_SAID,
    SENTIMENTS,
    WAITING,
    intent_name,
    sentiment_name,
)
from skills.feedback.model import Item
from skills.feedback.settings import skill

MOST_VOICES, MOST_THEMES, FEWEST_RATINGS = 20, 3, 5


@skill.report
def report(db: Session, period: Period) -> Section | None:
    """How much was said, how it was rated, which themes rise and fall, and what still waits."""
    within = _within(period)
    query = select(Item.intent, func.count(Item.id)).where(*within).group_by(Item.intent)
    found = dict(db.execute(query).all())
    if not found:
        return None
    facts = [Fact(t("report_all"), sum(found.values()))]
    facts += [Fact(intent_name(one), found[one]) for one in (*INTENTS, NOT_SAID) if one in found]
    facts += [Fact(t("report_rated"), rated)] if (rated := _rated(db, period)) else []
    facts += [Fact(t("report_unread"), waits)] if (waits := doubting.unread(db, *within)) else []
    facts += [Fact(t("report_felt"), felt)] if (felt := _felt(db, period)) else []
    facts += _themes(db, period)
    waiting = select(func.count(Item.id)).where(
        *within, Item.state.in_(WAITING), Item.channel != ""
    )
    facts.append(Fact(t("report_waits"), db.scalar(waiting) or 0))
    summary = summaries.for_period(db, period)
    facts += summaries.facts(summary) if summary else []
    return Section(t("report_title"), facts)


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    return Item.came >= period.start_at, Item.came < period.end_at


def _rated(db: Session, period: Period) -> Text | None:
    """The mean rating, with how uncertain it is by the number of ratings."""
    found = db.scalars(select(Item.rating).where(*_within(period), Item.rating.is_not(None))).all()
    ratings = [one for one in found if one is not None]
    if len(ratings) < FEWEST_RATINGS:
        return None
    # Of few who agree nobody knows how others would rate: it counts as if both ends were there.
    mean, wide = fmean(ratings), 1.96 * stdev([*ratings, LOWEST, HIGHEST]) / sqrt(len(ratings))
    return t("rated", mean=round(mean, 1), wide=round(wide, 1), count=len(ratings))


def _felt(db: Session, period: Period) -> list[Text]:
    """How many feel how; also of how many that is uncertain, for those are not left out."""
    # By its name: PostgreSQL does not see that two cases with parameters are the same.
    query = select(doubting.felt().label("felt"), func.count(Item.id)).where(*_within(period))
    found = dict(db.execute(query.group_by("felt")).all())
    return [
        t("felt_share", how=sentiment_name(one), count=found[one])
        for one in (*SENTIMENTS, NOT_SAID)
        if one in found and found.keys() != {NOT_SAID}
    ]


def _themes(db: Session, period: Period) -> list[Fact]:
    found = themes.counted(db, period.end_at)
    rising = [f"#{name} ({before} → {now})" for name, now, before in found if now > before]
    falling = [f"#{name} ({before} → {now})" for name, now, before in found if now < before]
    since = period.end_at - timedelta(days=30)
    new = [f"#{one}" for one in themes.first_seen(db, since, period.end_at)]
    parts = (
        (t("report_rising"), rising),
        (t("report_falling"), falling[::-1]),
        (t("report_new"), new),
    )
    return [Fact(name, many[:MOST_THEMES]) for name, many in parts if many]


@skill.voices
def voices(db: Session, period: Period) -> list[Voice]:
    """Customers' words, the latest first."""
    query = select(Item.words).where(*_within(period), Item.root.is_(None))
    found = db.scalars(query.order_by(Item.id.desc()).limit(MOST_VOICES))
    return [Voice(words) for words in found]
