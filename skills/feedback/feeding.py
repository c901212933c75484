"""Feeding: what customers said that everybody may read, for programs that look again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Entry, t
from skills.feedback.kinds import intent_name, who_name
from skills.feedback.model import Item
from skills.feedback.settings import skill

DAYS, MOST = timedelta(days=30), 100


@skill.feed("feedback", when=lambda settings: settings.feed)
def feed(db: Session, *, now: datetime) -> list[Entry]:
    """What may be shown, the latest first, without names."""
    shown = Item.open_to_all, Item.came >= now - DAYS, Item.root.is_(None)
    found = db.scalars(select(Item).where(*shown).order_by(Item.id.desc()).limit(MOST))
    return [
        Entry(
            f"item/{one.id}",
            t("said_by", who=who_name(one.who), intent=intent_name(one.intent)),
            one.words,
            one.came,
        )
        for one in found
    ]
