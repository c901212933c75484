"""Retention: records that have been kept as long as the company said are deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery.dead_letters import drop_words
from bot.delivery.tables import ENDED, delivery
from bot.directory.lookup import people_by_id
from bot.directory.tables import audit, person
from bot.insight.oracle import memory
from bot.privacy import audiences
from bot.runtime.house import House
from bot.skill import Expiring
from bot.store.database import Database

AT_ONCE = 100
MESSAGES, AUDIT, LEFT = "messages", "audit", "left"
# What Piazza itself keeps; a skill's kinds bear its name.
OWN = (MESSAGES, AUDIT, LEFT)
# So long cards are still updated or taken back, and nudges of every few weeks are counted.
LASTING = timedelta(days=35)
# So long what came on a schedule and could not be delivered can be sent again.
AGAIN = timedelta(days=7)
# So long a round of sealed answers is compared with the next of its kind.
COMPARED = timedelta(days=220)


class Retention:
    """Deletes what is too old, a few records at a time so that nobody has to wait."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.kinds: Mapping[str, Expiring] = {
            AUDIT: drop_audit,
            LEFT: self.part,
            **{kind: run for one in house.skills for kind, run in one.expirers.items()},
        }

    async def enforce(self, database: Database, now: datetime) -> dict[str, int]:
        """Delete everything that is too old; return how much of which kind.

        First the words of what it is too late to send again, and who was asked long ago,
        and what a language model answered.
        """
        await self._drop(database, drop_words, now - AGAIN)
        await self._drop(database, drop_audience, now - COMPARED)
        await self._drop(database, memory.drop, now - memory.KEPT)
        gone = {}
        for kind, days in self.house.conf.retention.items():
            before = now - timedelta(days=days)
            gone[kind] = await self._drop(database, self.running(kind, before, now), before)
        return gone

    @property
    def every(self) -> list[str]:
        """Every kind there is, those of Piazza's own first."""
        return [*OWN, *(kind for one in self.house.skills for kind in one.expirers)]

    def due(self, db: Session, kind: str, days: int, now: datetime) -> int:
        """How many of a kind would go now, `AT_ONCE` for so many or more; nothing goes."""
        before = now - timedelta(days=days)
        if kind == LEFT:
            return len(db.execute(_parted(before, AT_ONCE)).scalars().all())
        # What would go is what goes: a second way to count it could be wrong.
        trial = db.begin_nested()
        try:
            return self.running(kind, before, now)(db, before, AT_ONCE)
        finally:
            trial.rollback()

    def running(self, kind: str, before: datetime, now: datetime) -> Expiring:
        """What deletes records of a kind that are older than an instant."""
        if kind == MESSAGES:
            return partial(drop_messages, lasting=min(before, now - LASTING))
        return self.kinds[kind]

    async def _drop(self, database: Database, run: Expiring, before: datetime) -> int:
        count = 0
        while some := await database.write(lambda db: run(db, before, AT_ONCE)):
            count += some
        return count

    def part(self, db: Session, before: datetime, _most: int) -> int:
        """Erase somebody who left before an instant from everything, whatever skill it is in.

        One at a time: each is looked for in all that is to be sent.
        """
        ids = db.execute(_parted(before, 1)).scalars().all()
        for one in people_by_id(db.connection(), ids, before).values():
            self.house.part(db, one, before)
        return len(ids)


def _parted(before: datetime, most: int) -> sa.Select[int]:
    """The ids of some who left before an instant."""
    return sa.select(person.c.id).where(~person.c.active, person.c.left < before).limit(most)


def drop_audience(db: Session, before: datetime, most: int) -> int:
    """Delete who was asked in rounds that opened before an instant."""
    return audiences.drop(db.connection(), before, most)


def drop_messages(db: Session, before: datetime, most: int, *, lasting: datetime) -> int:
    """Delete what the outbox still knows of messages; cards that old no longer change.

    Of what may be taken back, and of what comes on a schedule, what is older than `lasting`.
    """
    scheduled = delivery.c.kind.contains(".")
    since = sa.case((sa.or_(delivery.c.about.is_not(None), scheduled), lasting), else_=before)
    # What was made long ago for a later day is as old as that day.
    old = delivery.c.made < since, delivery.c.not_before < since
    query = sa.select(delivery.c.id).where(delivery.c.state.in_(ENDED), *old)
    ids = db.execute(query.limit(most)).scalars().all()
    db.execute(sa.delete(delivery).where(delivery.c.id.in_(ids)))
    return len(ids)


def drop_audit(db: Session, before: datetime, most: int) -> int:
    """Delete old lines of the audit."""
    ids = db.execute(sa.select(audit.c.id).where(audit.c.at < before).limit(most)).scalars().all()
    db.execute(sa.delete(audit).where(audit.c.id.in_(ids)))
    return len(ids)
