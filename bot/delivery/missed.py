"""What was missed: the community manager is told once that something was skipped, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery.attention import BROADCASTS
from bot.delivery.planning import MISSED, SKIPPED, TOO_LATE
from bot.delivery.tables import occurrence
from bot.delivery.word import tell
from bot.directory.tables import installation
from bot.runtime.house import House
from bot.store.tables import insert_new
from bot.store.turns import take_turn
from bot.texts import Text, Value, core

# Why something was skipped in a zone in which nobody lived when it was due.
NOBODY = "nobody was there"
# How exactly it is kept until when everything that was due has been planned.
EXACTLY = timedelta(minutes=10)
NEVER = datetime.min.replace(tzinfo=UTC)

_pairs = sa.select(occurrence.c.schedule, occurrence.c.local_date).distinct()
_planned = installation.c.name == "planned"


def untold(db: Session) -> bool:
    """Whether anything was skipped that nobody was told of, be it by one who ended meanwhile."""
    missed = _pairs.where(occurrence.c.state == MISSED).limit(1)
    return db.connection().execute(missed).first() is not None


def tell_missed(db: Session, house: House, workspace: str, now: datetime) -> None:
    """Tell of every schedule and day that was skipped anywhere, and was not told of before."""
    connection = db.connection()
    take_turn(connection, "missed")
    _leave_out_nobodys(connection, house, now)
    missed = set(_found(connection, occurrence.c.state == MISSED))
    before = sa.and_(occurrence.c.state == SKIPPED, occurrence.c.reason == TOO_LATE)
    told = set(_found(connection, before))
    change = sa.update(occurrence).where(occurrence.c.state == MISSED).values(state=SKIPPED)
    connection.execute(change)
    quiet = _quiet(house)
    told |= {(key, day) for key, day in missed if key in quiet}
    if news := sorted(missed - told, key=lambda one: (one[1], one[0])):
        lines = [core("missed.line", what=_name(house, key), day=day) for key, day in news]
        cause = f"missed/{now.isoformat()}/{news[0][0]}"
        card = Card(core("missed.title", count=len(news)), lines=[*lines, core("missed.why")])
        tell(db, house, card, cause, workspace, now)


def lately(db: Connection, house: House, since: date) -> tuple[int, date | None]:
    """How many schedules were left out from a day on, each day counted, and the first of the days.

    What looks after things and says nothing is left out here, too.
    """
    late = occurrence.c.state.in_((MISSED, SKIPPED)), occurrence.c.reason == TOO_LATE
    days = set(_found(db, sa.and_(*late, occurrence.c.local_date >= since)))
    quiet = _quiet(house)
    found = [day for key, day in days if key not in quiet]
    return len(found), min(found, default=None)


def is_planned(db: Connection, now: datetime) -> bool:
    """Whether it is noted that everything due until about now has been planned."""
    return now - EXACTLY < _until(db, now)


def note_planned(db: Connection, now: datetime) -> None:
    """Note that everything that was due has been planned."""
    db.execute(insert_new(db, installation), {"name": "planned", "value": ""})
    db.execute(sa.update(installation).where(_planned).values(value=now.isoformat()))


def _leave_out_nobodys(db: Connection, house: House, now: datetime) -> None:
    """A nudge that is due in a zone only since somebody has moved there was missed by nobody.

    Nor was a post in a workspace that was not connected yet.
    """
    nudges = [nudge.key for skill in house.skills for nudge in skill.nudges]
    posts = [post for skill in house.skills for post in skill.posts]
    each = [post.key for post in posts if post.each_workspace or post.each_zone]
    until = _until(db, now)
    change = sa.update(occurrence).where(
        occurrence.c.state == MISSED,
        occurrence.c.schedule.in_([*nudges, *each]),
        occurrence.c.due <= until,
        # Not what was begun in time and broken off.
        occurrence.c.at > until,
    )
    db.execute(change.values(state=SKIPPED, reason=NOBODY))


def _until(db: Connection, now: datetime) -> datetime:
    found = db.scalar(sa.select(installation.c.value).where(_planned))
    until = datetime.fromisoformat(found) if found else NEVER
    # What a clock that was set back has left in the future says nothing.
    return until if until <= now else NEVER


def _quiet(house: House) -> set[str]:
    return {post.key for skill in house.skills for post in skill.posts if post.quiet}


def _found(db: Connection, which: sa.ColumnElement[bool]) -> list[tuple[str, date]]:
    return [(key, day) for key, day in db.execute(_pairs.where(which))]


def _name(house: House, key: str) -> Value:
    if key.startswith(BROADCASTS):
        return core("broadcast.kind")
    skill, _, name = key.partition(".")
    return Text(f"gets.{name}", {}, skill) if house.has_words(skill, f"gets.{name}") else key
