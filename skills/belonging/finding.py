"""Finding: who hears of which journey on a day, all at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from bot import Period, managers, members, received
from skills.belonging.model import Journey, Prompt
from skills.belonging.settings import skill
from skills.belonging.tracks import BUDDY, MANAGER, NEWCOMER, OVER, SATURDAY, TOO_LATE

# What the nudges are called, by whose they are.
NAMES = {NEWCOMER: "welcome", BUDDY: "buddy", MANAGER: "manager"}


def kind(role: str) -> str:
    """What a nudge to those with a part in a journey is called over all skills."""
    return f"{skill.name}.{NAMES[role]}"


def addressed(role: str) -> Select[*tuple[Any, ...]]:
    """Journeys with the next word to those with a part in them, and who that is."""
    boss = managers().subquery()
    reader: Any = {NEWCOMER: Journey.person_id, BUDDY: Journey.buddy_id}.get(role, boss.c.manager)
    query = (
        select(
            Journey.person_id.label("newcomer"),
            reader.label("reader"),
            Journey.start,
            Prompt.step,
            Prompt.due,
            Prompt.noted,
        )
        .select_from(Journey)
        .join(Prompt, and_(Prompt.person_id == Journey.person_id, Prompt.role == role))
        .where(members().where(members().selected_columns.id == Journey.person_id).exists())
    )
    if role in (NEWCOMER, BUDDY):
        return query.where(reader.is_not(None))
    return query.join(boss, boss.c.person_id == Journey.person_id)


def due(role: str, day: Period) -> Select[*tuple[Any, ...]]:
    """Those to whom the next word is due on a day, on which nothing sent before is uncounted."""
    if day.first.weekday() >= SATURDAY:
        return addressed(role).where(false())
    welcome = or_(Prompt.step > 0, Journey.start >= day.first - TOO_LATE)
    ready = addressed(role).where(
        _goes_on(role),
        Prompt.due <= day.first,
        Journey.start >= day.first - OVER,
        welcome,
    )
    found = ready.subquery()
    sent = received(kind(role), planned=True).subquery()
    before = select(sent.c.person_id).where(
        sent.c.person_id == found.c.reader,
        sent.c.made > found.c.noted,
        sent.c.made < day.start_at,
    )
    return select(found).where(~before.exists())


def _goes_on(role: str) -> ColumnElement[bool]:
    """Whether there are more words; a buddy hears in any case whose buddy they are.

    They may see it anyway, and would know why nobody has told them.
    """
    going = Journey.stopped.is_(None)
    return or_(going, and_(~Journey.ended, Prompt.step == 0)) if role == BUDDY else going


def readers(role: str, day: Period) -> Select[int]:
    """The ids of those to whom it is due."""
    found = due(role, day).subquery()
    return select(found.c.reader)


def due_to(db: Session, role: str, day: Period, people: Collection[int]) -> Sequence[Row[Any]]:
    """What is due to some people on a day, those who start first before the others."""
    found = due(role, day).subquery()
    mine = select(found).where(found.c.reader.in_(people))
    return db.execute(mine.order_by(found.c.start, found.c.newcomer)).all()
