"""Belonging: how people belong together, week by week, as far as it tells of nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import (
    ORGANISERS,
    Card,
    Chart,
    Chat,
    Fact,
    Level,
    Period,
    Person,
    Series,
    Text,
    t,
    together,
    weekly,
)
from skills.cm.model import Gauged
from skills.cm.skill import skill

WEEK: Final = timedelta(weeks=1)
# So many weeks are drawn, with so many a level is compared, and so old it may be to count still.
SHOWN, BACK, LATE = 26, 4, 4
FEWEST: Final = 2

Weeks = Mapping[date, Mapping[str, Level]]


@skill.post("belonging", weekly("monday", at="05:00"), upkeep=True)
def keep(chat: Chat, week: Period) -> None:
    """Keep how high everything stood at the end of last week, once."""
    last = week.before
    if chat.db.scalar(select(Gauged.week).where(Gauged.week == last.first).limit(1)):
        return
    for name, level in chat.house.gauges(chat, last).items():
        row = Gauged(week=last.first, name=name, value=level.value, around=level.around)
        chat.db.add(row)


@skill.expires("gauged")
def expire(db: Session, before: datetime, most: int) -> int:
    """Drop what is older than the company keeps it."""
    old = select(Gauged).where(Gauged.week < before.date()).order_by(Gauged.week).limit(most)
    rows = db.scalars(old).all()
    for one in rows:
        db.delete(one)
    return len(rows)


@skill.forget
def forget(_db: Session, _person: Person) -> None:
    """Nothing here is of one person."""


@skill.knows
def know(_db: Session, _person: Person) -> Sequence[Fact]:
    """Nothing here is about one person."""
    return ()


@skill.command("cm belonging", only=ORGANISERS, reads=True)
@skill.button("cm_belonging", only=ORGANISERS, reads=True)
def show(chat: Chat) -> None:
    """Show the index and what it is made of, each with its doubt, and how they moved."""
    since = chat.today - SHOWN * WEEK
    weeks = _weeks(chat.db, since)
    if not weeks:
        chat.whisper(Card(t("belonging_none")))
        return
    last = max(weeks)
    names = sorted({name for levels in weeks.values() for name in levels})
    index = {week: found for week in weeks if (found := _index(weeks, week)) is not None}
    courses = [(chat.house.gauge_name(one), _course(weeks, one)) for one in names]
    facts = [_fact(name, course, last) for name, course in courses]
    chat.whisper(
        Card(
            _title(index, last),
            lines=[t("belonging_how", weeks=SHOWN), t("belonging_nobody")],
            facts=facts,
            chart=_chart(index, courses),
        )
    )


def _weeks(db: Session, since: date) -> Weeks:
    found: dict[date, dict[str, Level]] = defaultdict(dict)
    for one in db.scalars(select(Gauged).where(Gauged.week >= since).order_by(Gauged.week)):
        found[one.week][one.name] = Level(one.value, one.around)
    return found


def at_end(db: Session, period: Period) -> Fact | None:
    """The index of the last week that began in a period, and how it moved."""
    weeks = _weeks(db, period.first - 2 * LATE * WEEK)
    index = {
        day: level
        for day in weeks
        if day < period.end and (level := _index(weeks, day)) is not None
    }
    last = max(index, default=period.end)
    if last < period.first or last >= period.end:
        return None
    said = t("belonging_fact", level=_level(index[last]), moved=_moved(index, last))
    return Fact(t("report_index"), said)


def _course(weeks: Weeks, name: str) -> dict[date, Level]:
    return {week: levels[name] for week, levels in weeks.items() if name in levels}


def _index(weeks: Weeks, week: date) -> Level | None:
    """The mean of what is known, of one that is missing what it was shortly before."""
    latest: dict[str, Level] = {}
    for back in range(LATE, -1, -1):
        latest |= weeks.get(week - back * WEEK, {})
    return together(list(latest.values())) if len(latest) >= FEWEST else None


def _title(index: Mapping[date, Level], last: date) -> Text:
    now = index.get(last)
    if now is None:
        return t("belonging_few")
    return t("belonging_title", level=_level(now), moved=_moved(index, last))


def _fact(name: Text, course: Mapping[date, Level], last: date) -> Fact:
    now = course.get(last)
    if now is None:
        return Fact(name, t("belonging_hidden"))
    return Fact(name, t("belonging_fact", level=_level(now), moved=_moved(course, last)))


def _level(one: Level) -> Text:
    return t("belonging_level", value=round(one.value), around=max(1, round(one.around)))


def _moved(course: Mapping[date, Level], last: date) -> Text:
    """How it stands beside four weeks before."""
    before, now = course.get(last - BACK * WEEK), course[last]
    if before is None:
        return t("belonging_first")
    if not now.differs(before):
        return t("belonging_same")
    if now.value > before.value:
        return t("belonging_up", value=round(before.value))
    return t("belonging_down", value=round(before.value))


def _chart(
    index: Mapping[date, Level], courses: Sequence[tuple[Text, Mapping[date, Level]]]
) -> Chart | None:
    weeks = sorted({week for _, course in courses for week in course})
    if len(weeks) < FEWEST:
        return None
    lines = [_line(name, course, weeks) for name, course in courses]
    if index:
        lines.insert(0, _line(t("belonging_index"), index, weeks))
    alt = t("belonging_alt", lines=[_said(one) for one in lines])
    return Chart(t("belonging_chart"), lines, alt, "line", 0, 100)


def _line(name: Text, course: Mapping[date, Level], weeks: Sequence[date]) -> Series:
    levels = [course.get(week) for week in weeks]
    points = [(week, one.value if one else None) for week, one in zip(weeks, levels, strict=True)]
    return Series(name, points, [one.around if one else None for one in levels])


def _said(line: Series) -> Text:
    known = [round(value) for _, value in line.points if value is not None]
    return t("belonging_line", name=line.name, first=known[0], last=known[-1])
