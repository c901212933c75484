"""Undone: what was sent at once and taken back; nothing of it leaves while that goes on."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.marks import Mark
from bot.delivery.tables import occurrence

# The state of an occurrence whose messages are taken back.
UNDONE = "undone"


def undone(db: Connection, schedules: Collection[str]) -> set[Mark]:
    """Which occurrences of some schedules were undone."""
    columns = occurrence.c.schedule, occurrence.c.cohort, occurrence.c.local_date
    ours = occurrence.c.state == UNDONE, occurrence.c.schedule.in_(schedules)
    return {
        (schedule, zone, day)
        for schedule, zone, day in db.execute(sa.select(*columns).where(*ours))
    }
