"""Renaming: what waits, or has failed, speaks of who stays, so that it can be forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.queue import LANES
from bot.delivery.tables import delivery
from bot.delivery.withdrawal import UNDER_WAY
from bot.directory.tables import identity
from bot.runtime.letters import renamed

_words = sa.cast(delivery.c.params, sa.Text)
_change = (
    sa.update(delivery)
    .where(delivery.c.id == sa.bindparam("row"))
    .values(params=sa.bindparam("said", type_=delivery.c.params.type))
)


def rename(db: Connection, pairs: Mapping[int, int]) -> None:
    """Name those who stay instead of those who go."""
    people = {*pairs, *pairs.values()}
    places = sa.select(identity.c.workspace).where(identity.c.person_id.in_(people))
    about = delivery.c.params["about"].as_integer().in_(list(pairs))
    found = sa.select(delivery.c.id, delivery.c.params).where(
        # So that an index finds them.
        delivery.c.workspace.in_(places),
        delivery.c.lane.in_(LANES),
        delivery.c.state.in_((*UNDER_WAY, "failed")),
        sa.or_(_words.contains('"card"'), about),
    )
    # What is sent meanwhile gets no words back.
    rows = db.execute(found.with_for_update()).all()
    told = [(row, _said(row.params, pairs)) for row in rows]
    changed = [{"row": row.id, "said": said} for row, said in told if said != row.params]
    if changed:
        db.execute(_change, changed)


def _said(params: Mapping[str, Any], pairs: Mapping[int, int]) -> dict[str, Any]:
    named = [name for name in ("by", "about") if name in params]
    people = {name: pairs.get(params[name], params[name]) for name in named}
    card = {"card": renamed(params["card"], pairs)} if "card" in params else {}
    return {**params, **people, **card}
