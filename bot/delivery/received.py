"""Received: who has got a nudge and when, for a skill that goes on from there."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Select

from bot.delivery.tables import delivery


def received(nudge: str, *, planned: bool = False) -> Select[int, datetime]:
    """Who got a nudge, such as "kudos.gratitude": their `person_id`, and when it was `made`.

    As `planned` counts, too, what is still on its way. It is known for 35 days at least.
    """
    gone = ("cancelled", "failed")
    state = delivery.c.state.not_in(gone) if planned else delivery.c.state.in_(("sent", "unknown"))
    query = sa.select(delivery.c.person_id, delivery.c.made)
    return query.where(delivery.c.kind == nudge, delivery.c.person_id.is_not(None), state)
