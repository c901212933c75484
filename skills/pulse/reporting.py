"""Reporting: what the pulse adds to the manager's digest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Fact, Period, Section, Voice, closed_rounds, results, t
from skills.pulse import outcomes
from skills.pulse.model import PulseRound
from skills.pulse.settings import KIND, skill


@skill.voices
def voices(db: Session, period: Period) -> list[Voice]:
    """What people wrote in the rounds that closed in a period, as far as it was published."""
    found = closed_rounds(db.connection(), skill.name, KIND, period.start_at, period.end_at)
    return [Voice(words) for one in found for words in results(db.connection(), one.id).comments]


@skill.report
def report(db: Session, period: Period) -> Section | None:
    """The last round that closed in a period."""
    start, end = period.start_at, period.end_at
    closed = closed_rounds(db.connection(), skill.name, KIND, start, end)
    if not closed:
        return None
    row = db.scalars(select(PulseRound).where(PulseRound.id == closed[-1].id)).one_or_none()
    if row is None:
        return None
    found = outcomes.of(db, row)
    facts = [*outcomes.facts(found), Fact(t("report_more"), t("report_where"))]
    return Section(t("results_title", day=row.week), facts, outcomes.heat(found, 2))
