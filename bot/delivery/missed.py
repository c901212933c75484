"""What was missed: the community manager is told once that something was skipped, and why."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery.attention import BROADCASTS
from bot.delivery.planning import MISSED
from bot.delivery.tables import occurrence
from bot.delivery.word import tell
from bot.runtime.house import House
from bot.store.turns import take_turn
from bot.texts import Text, Value, core

SKIPPED = "skipped"

_pairs = sa.select(occurrence.c.schedule, occurrence.c.local_date).distinct()


def untold(db: Session) -> bool:
    """Whether anything was skipped that nobody was told of, be it by one who ended meanwhile."""
    return db.connection().execute(_of(MISSED).limit(1)).first() is not None


def tell_missed(db: Session, house: House, workspace: str, now: datetime) -> None:
    """Tell of every schedule and day that was skipped anywhere, and was not told of before."""
    connection = db.connection()
    take_turn(connection, "missed")
    missed = {(key, day) for key, day in connection.execute(_of(MISSED))}
    told = {(key, day) for key, day in connection.execute(_of(SKIPPED))}
    change = sa.update(occurrence).where(occurrence.c.state == MISSED).values(state=SKIPPED)
    connection.execute(change)
    if news := sorted(missed - told, key=lambda one: (one[1], one[0])):
        lines = [core("missed.line", what=_name(house, key), day=day) for key, day in news]
        cause = f"missed/{now.isoformat()}/{news[0][0]}"
        card = Card(core("missed.title", count=len(news)), lines=[*lines, core("missed.why")])
        tell(db, house, card, cause, workspace, now)


def _of(state: str) -> sa.Select[str, date]:
    return _pairs.where(occurrence.c.state == state)


def _name(house: House, key: str) -> Value:
    if key.startswith(BROADCASTS):
        return core("broadcast.kind")
    skill, _, name = key.partition(".")
    return Text(f"gets.{name}", {}, skill) if house.has_words(skill, f"gets.{name}") else key
