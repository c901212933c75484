"""Feeding: new ideas and what came of others, without names, for programs that look again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Entry, t
from skills.ideas import finding
from skills.ideas.model import Event, Idea
from skills.ideas.settings import skill
from skills.ideas.stages import stage_name
from skills.ideas.titles import title_of

DAYS, MOST = timedelta(days=30), 100


@skill.feed("ideas", when=lambda settings: settings.feed)
def feed(db: Session, *, now: datetime) -> list[Entry]:
    """What is new in the last thirty days, the latest first."""
    found = [*_new(db, now - DAYS), *_moved(db, now - DAYS)]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:MOST]


def _new(db: Session, since: datetime) -> Iterator[Entry]:
    query = select(Idea).where(finding.shown(), Idea.posted >= since)
    for idea in db.scalars(query.order_by(Idea.posted.desc(), Idea.id.desc()).limit(MOST)):
        title = t("feed_new", title=title_of(idea.words))
        yield Entry(f"idea/{idea.id}", title, t("feed_number", number=idea.id), idea.posted)


def _moved(db: Session, since: datetime) -> Iterator[Entry]:
    query = (
        select(Event, Idea)
        .join(Idea, Idea.id == Event.idea_id)
        .where(Event.kind == "stage", Event.at >= since, finding.shown())
    )
    for event, idea in db.execute(query.order_by(Event.id.desc()).limit(MOST)).all():
        title = t("feed_moved", stage=stage_name(event.stage), title=title_of(idea.words))
        words = event.reason or t("feed_number", number=idea.id)
        yield Entry(f"event/{event.id}", title, words, event.at)
