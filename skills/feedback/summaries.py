"""Summaries: what was summed up is told, as long as all of the words may be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import Fact, Period, Section, Text, t
from skills.feedback.model import Item
from skills.feedback.summary import EVERYBODY, MANAGER, Summary, Summed

# So old a summary may be when it is told.
FRESH = timedelta(days=1)


def for_week(db: Session, until: datetime) -> Summary | None:
    """The summary to be told to everybody now; None where not all of it may be told any more."""
    fresh = Summary.until > until - FRESH, Summary.until <= until, Summary.kind == EVERYBODY
    found = db.scalar(select(Summary).where(*fresh).order_by(Summary.id.desc()).limit(1))
    if found is None:
        return None
    shown = select(Item.id).where(Item.open_to_all, Item.id.in_(of(db, found)))
    return found if len(db.scalars(shown).all()) == found.count else None


def for_period(db: Session, period: Period) -> Summary | None:
    """The summary of a week for the community manager."""
    same = Summary.since == period.start_at, Summary.until == period.end_at
    return db.scalar(select(Summary).where(Summary.kind == MANAGER, *same).limit(1))


def of(db: Session, summary: Summary) -> Sequence[int]:
    """Of which words a summary was made."""
    return db.scalars(select(Summed.item_id).where(Summed.summary_id == summary.id)).all()


def facts(summary: Summary) -> list[Fact]:
    """What it says beside other figures: that a model wrote it, and of how much."""
    return _facts(summary, t("summary", count=summary.count))


def section(summary: Summary) -> Section:
    """The same by itself."""
    return Section(t("summary", count=summary.count), _facts(summary, t("summary_says")))


def _facts(summary: Summary, said: Text) -> list[Fact]:
    """What a summary says, and the words it quotes."""
    quotes = [Fact(t("summary_quote", number=id_), f"“{said}”") for id_, said in summary.quotes]
    return [Fact(said, summary.said), *quotes]


def drop(db: Session, items: Collection[int]) -> None:
    """Tell nothing any more that was made of these words."""
    made = select(Summed.summary_id).distinct().where(Summed.item_id.in_(items))
    delete_all(db, db.scalars(made).all())


def delete_all(db: Session, ids: Sequence[int]) -> None:
    """Delete summaries."""
    db.execute(delete(Summed).where(Summed.summary_id.in_(ids)))
    db.execute(delete(Summary).where(Summary.id.in_(ids)))
