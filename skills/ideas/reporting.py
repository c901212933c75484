"""Reporting: what the community manager reads about ideas, and some of their words."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Mapped, Session

from bot import Fact, Period, Section, Voice, t
from skills.ideas import finding
from skills.ideas.model import Comment, Event, Idea, Vote
from skills.ideas.settings import IdeasSettings, skill
from skills.ideas.stages import DONE, NEW

MOST_VOICES = 20


@skill.report
def report(
    db: Session, period: Period, *, settings: IdeasSettings, now: datetime
) -> Section | None:
    """New ideas, votes, comments and decisions of a period, and what waits for an answer."""
    counts = [
        (t("report_new"), _count(db, Idea.id, Idea.posted, period)),
        (t("report_votes"), _voted(db, period)),
        (t("report_comments"), _count(db, Comment.id, Comment.made, period)),
        (t("report_decided"), _decided(db, period)),
    ]
    before = min(now, period.end_at) - timedelta(days=settings.unanswered_days)
    late = finding.shown() & (Idea.stage == NEW) & (Idea.posted < before)
    waits = db.scalar(select(func.count(Idea.id)).where(late)) or 0
    if not waits and not any(count for _, count in counts):
        return None
    facts = [Fact(name, count) for name, count in counts]
    facts += [Fact(t("report_done"), done)] if (done := _decided(db, period, DONE)) else []
    if waits:
        days = settings.unanswered_days
        facts.append(Fact(t("report_waits", days=days), t("report_look", count=waits)))
    return Section(t("report_title"), facts)


def _count(db: Session, what: Mapped[int], moment: Mapped[datetime], period: Period) -> int:
    return db.scalar(select(func.count(what)).where(*_within(moment, period))) or 0


def _within(moment: Mapped[datetime], period: Period) -> tuple[ColumnElement[bool], ...]:
    return moment >= period.start_at, moment < period.end_at


def _voted(db: Session, period: Period) -> int:
    seen = finding.counted(db), *_within(Vote.given, period)
    return db.scalar(select(func.count()).select_from(Vote).join(Idea).where(*seen)) or 0


def _decided(db: Session, period: Period, stage: str = "") -> int:
    within = Event.kind == "stage", *_within(Event.at, period)
    query = select(func.count(Event.idea_id.distinct())).where(*within)
    return db.scalar(query.where(Event.stage == stage) if stage else query) or 0


@skill.voices
def voices(db: Session, period: Period) -> list[Voice]:
    """The new ideas in their own words, the most wanted first; not by votes nobody sees yet."""
    votes = func.count(Vote.person_id)
    query = (
        select(Idea.words)
        .outerjoin(Vote, (Vote.idea_id == Idea.id) & finding.counted(db))
        .where(*_within(Idea.posted, period), Idea.author.is_not(None))
        .group_by(Idea.id, Idea.words)
        .order_by(votes.desc(), Idea.id)
    )
    return [Voice(words) for words in db.scalars(query.limit(MOST_VOICES))]
