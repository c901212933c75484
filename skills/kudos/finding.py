"""Finding thanks: which of them are there for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from bot import Chat, Person, people_by_id
from skills.kudos.model import Cheer, Kudos, Recipient

# Made once: they are part of every cheer.
_cheers = select(func.count()).where(Cheer.kudos_id == bindparam("thanks"))
_thanked = (
    select(Recipient.kudos_id, Recipient.person_id)
    .where(Recipient.kudos_id.in_(bindparam("thanks", expanding=True)))
    .order_by(Recipient.person_id)
)


def told(workspace: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    """What may be told to everybody in a workspace: public, and by somebody who is still known."""
    return and_(
        # Of the oldest ones nobody noted where they were given.
        Kudos.workspace.in_((workspace, "")),
        Kudos.shown >= since,
        Kudos.shown < until,
        ~Kudos.private,
        Kudos.giver.is_not(None),
    )


def received(
    db: Session, person: Person, now: datetime, most: int | None = None
) -> Sequence[Kudos]:
    """The thanks somebody has received, newest first."""
    query = select(Kudos).join(Recipient).where(Recipient.person_id == person.id)
    there = query.where(Kudos.shown <= now).order_by(Kudos.shown.desc(), Kudos.id.desc())
    return db.scalars(there.limit(most)).all()


def given(db: Session, person: Person, now: datetime, most: int | None = None) -> Sequence[Kudos]:
    """The thanks somebody has given and others can read, newest first."""
    query = select(Kudos).where(Kudos.giver == person.id, Kudos.shown <= now)
    return db.scalars(query.order_by(Kudos.shown.desc(), Kudos.id.desc()).limit(most)).all()


def scheduled(
    db: Session, person: Person, now: datetime, most: int | None = None
) -> Sequence[Kudos]:
    """The thanks somebody has written for a later day, the next first."""
    query = select(Kudos).where(Kudos.giver == person.id, Kudos.shown > now)
    return db.scalars(query.order_by(Kudos.shown, Kudos.id).limit(most)).all()


def count_received(db: Session, person: Person, now: datetime) -> int:
    """How many thanks somebody has received."""
    query = select(func.count()).select_from(Recipient).join(Kudos)
    return db.scalar(query.where(Recipient.person_id == person.id, Kudos.shown <= now)) or 0


def count_given(db: Session, person: Person, now: datetime) -> int:
    """How many thanks somebody has given."""
    query = select(func.count()).where(Kudos.giver == person.id, Kudos.shown <= now)
    return db.scalar(query) or 0


def count_cheers(db: Session, kudos_id: int) -> int:
    """How many have cheered."""
    return db.scalar(_cheers, {"thanks": kudos_id}) or 0


def thanked(db: Session, thanks: Sequence[Kudos], now: datetime) -> dict[int, list[Person]]:
    """Who was thanked, by the thank-you's id."""
    pairs = db.execute(_thanked, {"thanks": [one.id for one in thanks]}).all()
    found = people_by_id(db.connection(), {pair.person_id for pair in pairs}, now)
    by_id: dict[int, list[Person]] = {one.id: [] for one in thanks}
    for pair in pairs:
        by_id[pair.kudos_id].append(found[pair.person_id])
    return by_id


def reporters(chat: Chat, kudos: Kudos) -> list[Person]:
    """Who of those who were thanked has shown it to the community manager."""
    query = select(Recipient.person_id).where(
        Recipient.kudos_id == kudos.id, Recipient.reported.is_not(None)
    )
    ids = chat.db.scalars(query.order_by(Recipient.reported, Recipient.person_id)).all()
    found = chat.people(ids) if ids else {}
    return [found[id_] for id_ in ids if id_ in found]


def reported(db: Session, since: datetime, most: int) -> Sequence[Kudos]:
    """The thanks that were shown to the community manager since then, the latest first."""
    latest = func.max(Recipient.reported)
    shown = select(Recipient.kudos_id, latest.label("at")).group_by(Recipient.kudos_id)
    found = shown.having(latest > since).subquery()
    query = select(Kudos).join(found, found.c.kudos_id == Kudos.id)
    return db.scalars(query.order_by(found.c.at.desc(), Kudos.id.desc()).limit(most)).all()


def count_reported(db: Session, since: datetime) -> int:
    """How many thanks were shown to the community manager since then."""
    count = func.count(Recipient.kudos_id.distinct())
    return db.scalar(select(count).where(Recipient.reported > since)) or 0
