"""Withdrawal: every card about something is taken back, wherever it is on its way.

The rows themselves are marked, by another `about`: so nothing finds them that looks for cards of
the thing, and a row that is just being sent is recognised whatever becomes of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.tables import delivery
from bot.store.pages import packed, unpacked

DIRECT = "/direct"
WITHDRAWN = "/withdrawn"
MAYBE_THERE = "withdrawn; it may have arrived"
UNDER_WAY = ("pending", "unknown", "sending")

_waits = delivery.c.state.in_(("pending", "unknown"))
# An update that may have arrived is on a card whose place is known.
is_card = sa.or_(delivery.c.person_id.is_not(None), delivery.c.channel.is_not(None))
_doubted = sa.and_(delivery.c.state == "unknown", is_card)
_waits_no_more = sa.update(delivery).values(
    # Whoever has leased it and not begun finds that it is no longer theirs. One that has begun
    # still has to note where the card went.
    epoch=sa.case((_waits, delivery.c.epoch + 1), else_=delivery.c.epoch),
    params=sa.case((_waits, sa.literal({}, sa.JSON)), else_=delivery.c.params),
    error=sa.case((_doubted, MAYBE_THERE), (_waits, "withdrawn"), else_=delivery.c.error),
    lease_until=sa.case((_waits, None), else_=delivery.c.lease_until),
    state=sa.case((_doubted, "failed"), (_waits, "cancelled"), else_=delivery.c.state),
)
_take_back = _waits_no_more.where(
    delivery.c.about.in_((sa.bindparam("said"), sa.bindparam("sent")))
).values(about=sa.bindparam("gone"))
_call_off = _waits_no_more.values(about=sa.func.coalesce(delivery.c.about, "") + WITHDRAWN)
# What was taken back while it was being sent and has not arrived says nothing any more.
kept_words = sa.case(
    (
        sa.and_(
            delivery.c.about.endswith(WITHDRAWN),
            delivery.c.params["withdraw"].as_string().is_(None),
        ),
        sa.literal({}, sa.JSON),
    ),
    else_=delivery.c.params,
)
_posted = (delivery.c.state == "sent", delivery.c.place.is_not(None))
_out = sa.or_(delivery.c.state == "sending", sa.and_(*_posted))


def withdraw(db: Connection, about: str) -> list[str]:
    """Cancel what waits; return the workspaces where cards are posted, or just being so."""
    gone = about + WITHDRAWN
    db.execute(_take_back, {"said": about, "sent": about + DIRECT, "gone": gone})
    where = sa.select(delivery.c.workspace).where(delivery.c.about == gone, _out).distinct()
    return sorted(db.execute(where).scalars())


def take_back(db: Connection, ids: Collection[UUID], about: str) -> None:
    """Cancel of some cards what waits, and give them all the name of what is withdrawn."""
    change = _waits_no_more.where(delivery.c.id.in_(ids))
    db.execute(change.values(about=about + WITHDRAWN))


def drop(db: Connection, abouts: Iterable[str]) -> None:
    """Cancel what waits, whatever is no longer there to be told of; what is posted stays."""
    names = [{"about": name} for one in abouts for name in (one, one + DIRECT)]
    if names:
        db.execute(_dropping(db.dialect.name), packed(names))


def call_off(db: Connection, workspace: str, lane: int, kind: str) -> None:
    """Send nothing more of a kind, and keep nothing of what it was to say."""
    # So that an index finds them among all: those under way, and those that have failed.
    there = delivery.c.workspace == workspace, delivery.c.lane == lane
    ours = delivery.c.kind == kind
    db.execute(_call_off.where(*there, delivery.c.state.in_(UNDER_WAY), ours))
    dead = sa.update(delivery).where(delivery.c.state == sa.literal_column("'failed'"), ours)
    db.execute(dead.values(state="cancelled", params={}))


@cache
def _dropping(dialect: str) -> sa.Update:
    rows = unpacked(dialect, [delivery.c.about])
    # One that is just being sent is not sent a second time.
    found = delivery.c.about.in_(sa.select(rows.c.about)), delivery.c.state.in_(UNDER_WAY)
    return _waits_no_more.where(*found).values(about=delivery.c.about + WITHDRAWN)


def maybe_there(db: Connection, about: str) -> bool:
    """Whether a card about something may have arrived where nobody can find it to remove it.

    Also one that was sent again: then the first of the two is the one that nobody finds.
    """
    ours = delivery.c.about.in_((about, about + DIRECT))
    doubted = sa.select(delivery.c.id).where(ours, sa.or_(_doubted, delivery.c.doubtful), is_card)
    return db.execute(doubted.limit(1)).first() is not None


def is_withdrawn(row: Row[Any]) -> bool:
    """Whether a card has been taken back since it was put into the outbox."""
    return "withdraw" not in row.params and bool(row.about and row.about.endswith(WITHDRAWN))


def taken_back(row: Row[Any]) -> str:
    """Why a card that was taken back does not leave, be it once more."""
    doubted = row.state == "unknown" and "update" not in row.params
    return MAYBE_THERE if doubted else "withdrawn"


def is_leaving(db: Connection, row: Row[Any]) -> bool:
    """Whether one of the cards to be removed is just being sent, so that its place is not known."""
    leaving = _of(row, delivery.c.id).where(delivery.c.state == "sending")
    return db.execute(leaving.limit(1)).first() is not None


def posted(db: Connection, row: Row[Any]) -> Sequence[Row[Any]]:
    """The cards that are to be removed: their ids, and where they are."""
    return db.execute(_of(row, delivery.c.id, delivery.c.provider_ref).where(*_posted)).all()


def removed(db: Connection, gone: Sequence[UUID]) -> None:
    """Note that these cards are no longer there."""
    change = sa.update(delivery).where(delivery.c.id == sa.bindparam("card"))
    if gone:
        change = change.values(state="cancelled", error="withdrawn")
        db.execute(change, [{"card": one} for one in gone])


def _of(row: Row[Any], *columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(
        delivery.c.about == row.about, delivery.c.workspace == row.workspace
    )
