"""Whereabouts: where the cards about something are, and which of them has been overtaken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.tables import delivery

# By how much the clocks of two machines that send may differ.
SKEW = timedelta(minutes=1)

_here = sa.and_(
    delivery.c.about == sa.bindparam("thing"), delivery.c.workspace == sa.bindparam("in_workspace")
)
_posted = sa.select(delivery.c.provider_ref).where(
    _here, delivery.c.state == "sent", delivery.c.place.is_not(None)
)
_leaving = sa.select(sa.func.max(delivery.c.not_before)).where(
    _here,
    delivery.c.channel.is_not(None),
    delivery.c.state.in_(("pending", "unknown", "sending")),
    delivery.c.made <= sa.bindparam("latest"),
)
_everywhere = (
    sa.select(delivery.c.workspace, sa.func.max(delivery.c.made))
    .where(delivery.c.about == sa.bindparam("thing"), delivery.c.made <= sa.bindparam("latest"))
    .group_by(delivery.c.workspace)
)
_newer = sa.select(delivery.c.params, delivery.c.provider_ref).where(
    _here,
    delivery.c.id != sa.bindparam("row"),
    delivery.c.made <= sa.bindparam("latest"),
    sa.or_(
        sa.and_(delivery.c.state == "pending", delivery.c.made >= sa.bindparam("since")),
        sa.and_(delivery.c.state != "cancelled", delivery.c.made > sa.bindparam("since")),
    ),
)


def posted(db: Connection, workspace: str, about: str) -> list[dict[str, str]]:
    """Where in a workspace every card about something has been posted, as far as it has a place."""
    places = db.execute(_posted, {"thing": about, "in_workspace": workspace}).scalars()
    return [place for place in places if "message" in place]


def leaving(db: Connection, row: Row[Any]) -> datetime | None:
    """When the last of the cards is to be posted that a row is to change; None when all are."""
    found: datetime | None = db.execute(
        _leaving, {"thing": row.about, "in_workspace": row.workspace, "latest": row.made}
    ).scalar()
    return found


def everywhere(db: Connection, about: str, now: datetime) -> dict[str, datetime]:
    """The workspaces in which there is a card about something, or will be, and since when.

    That is when the latest of what says it was made; what a clock that was set back has left in the
    future is left out.
    """
    found = db.execute(_everywhere, {"thing": about, "latest": now + SKEW})
    return dict(sorted(found.all()))


def about(db: Connection, workspace: str, place: Mapping[str, str]) -> str | None:
    """What the card at a place is about; empty when none is there that everybody sees.

    None while a card is on its way: it can be seen a moment before its place is noted.
    """
    ours = delivery.c.workspace == workspace
    here = sa.select(delivery.c.about).where(ours, delivery.c.place == (key_of(place) or ""))
    found = db.execute(here).first()
    if found is not None:
        return found.about if found.about and "/" not in found.about else ""
    leaving = sa.select(delivery.c.id).where(
        ours, delivery.c.state == "sending", delivery.c.about.is_not(None)
    )
    return None if db.execute(leaving.limit(1)).first() else ""


def key_of(place: Mapping[str, str]) -> str | None:
    """A place by which it can be looked up; a card with neither message nor file has none."""
    there = place.get("message") or place.get("file")
    return f"{place.get('channel', '')}/{there}" if there else None


def overtaken(db: Connection, row: Row[Any], now: datetime) -> bool:
    """Whether a newer update about the same thing waits behind this one, or has gone before it.

    What a clock that was set back has left in the future is older, whatever it says.
    """
    behind_or_before = db.execute(
        _newer,
        {
            "thing": row.about,
            "in_workspace": row.workspace,
            "row": row.id,
            "latest": now + SKEW,
            "since": row.made,
        },
    )
    return any("update" in (one.params | (one.provider_ref or {})) for one in behind_or_before)
