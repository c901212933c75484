"""What the outbox and the planner have written down, for tests to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.delivery.tables import delivery, occurrence
from bot.testing import Team

LEASE_IS_OVER = timedelta(minutes=2, seconds=1)


def deliveries(team: Team) -> Sequence[Any]:
    """Every row of the outbox, in the order in which they were made."""
    query = sa.select(delivery).order_by(delivery.c.made, delivery.c.position)
    return team.app.database.read_now(lambda db: db.execute(query).all())


def states(team: Team) -> list[str]:
    """The states of all deliveries."""
    return [row.state for row in deliveries(team)]


def occurrences(team: Team) -> dict[tuple[str, str, str], str]:
    """The state of every occurrence, by schedule, cohort and local date."""
    rows = team.app.database.read_now(lambda db: db.execute(sa.select(occurrence)).all())
    return {(row.schedule, row.cohort, str(row.local_date)): row.state for row in rows}
