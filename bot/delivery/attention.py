"""Attention: how often in a week somebody is spoken to who did not ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.delivery.broadcasts import PREFIX, SKILL
from bot.delivery.tables import delivery
from bot.directory.tables import person
from bot.report import Period
from bot.skill import Nudge

BROADCASTS = f"{SKILL}.{PREFIX}"
# What has disturbed nobody does not count.
disturbs = delivery.c.state.not_in(("cancelled", "failed"))

# Made once: it takes longer than what is asked with it.
_other = delivery.alias()
_earlier = sa.or_(
    _other.c.made < delivery.c.made,
    sa.and_(_other.c.made == delivery.c.made, _other.c.id < delivery.c.id),
)


def counted(nudges: Iterable[Nudge]) -> list[str]:
    """The kinds of deliveries that count."""
    return [one.key for one in nudges if one.counts]


def had(kinds: Sequence[str], week: Period) -> ColumnElement[int]:
    """How often the person of a `person` row is spoken to in a week, as far as it is planned."""
    mine = touches(delivery, kinds, week.start_at, week.end_at)
    query = sa.select(sa.func.count()).where(delivery.c.person_id == person.c.id, disturbs, *mine)
    return query.correlate(person).scalar_subquery()


def spent(
    db: Connection, ids: Sequence[UUID], kinds: Sequence[str], week: Period, most: int
) -> set[UUID]:
    """Of some deliveries those before which as many as allowed were planned for the same person."""
    before = (
        sa.select(sa.func.count())
        .where(
            _other.c.person_id == delivery.c.person_id,
            _other.c.state.not_in(("cancelled", "failed")),
            _earlier,
            *touches(_other, kinds, week.start_at, week.end_at),
        )
        .correlate(delivery)
        .scalar_subquery()
    )
    query = sa.select(delivery.c.id).where(delivery.c.id.in_(ids), before >= most)
    return set(db.execute(query).scalars())


def touches(
    rows: Any, kinds: Sequence[str], since: datetime, until: datetime
) -> tuple[ColumnElement[bool], ...]:
    """Of rows of the outbox: whether they count, by their kinds, and were made in a time."""
    # Whatever is written to many counts.
    ours = sa.or_(rows.c.kind.in_(kinds), rows.c.kind.startswith(BROADCASTS))
    return ours, rows.c.made >= since, rows.c.made < until
