"""Dead letters: what could not be delivered, to be looked at, sent again or dismissed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Row
from sqlalchemy.orm import Session

from bot.delivery.causes import Cause, cause
from bot.delivery.nudging import NUDGE_WINDOW, UNTIL
from bot.delivery.queue import SCHEDULED
from bot.delivery.tables import delivery
from bot.delivery.withdrawal import is_card
from bot.people import Channel

# How many are changed in one transaction: everybody else waits for it.
CHUNK = 50
NEWEST = 10
QUARTER = 15 * 60

Which: TypeAlias = Sequence[ColumnElement[bool]]
Change: TypeAlias = Callable[[Connection, Which, datetime], int]

# Written out, for an index on these rows alone is not found by a parameter.
_failed = delivery.c.state == sa.literal_column("'failed'")
# Hidden from that index: what is to be changed is found by its ids.
_still = sa.func.lower(delivery.c.state) == "failed"
_empty = sa.cast(delivery.c.params, sa.Text) == "{}"
# Whoever has no account gets none by being asked again; what is withdrawn stays so.
_never = sa.or_(_empty, cause.in_(("account", "withdrawn")))
_doubtful = sa.and_(delivery.c.doubtful, is_card)
_quarter = sa.cast(sa.extract("epoch", delivery.c.made), sa.BigInteger) // QUARTER


@dataclass(slots=True)
class Pile:
    """All of one cause: how many there are, can be sent again, of those may have arrived already,
    and come too late; in which channels.
    """

    cause: Cause
    count: int = 0
    sendable: int = 0
    doubtful: int = 0
    late: int = 0
    channels: tuple[Channel, ...] = ()


def piles(db: Connection, now: datetime) -> list[Pile]:
    """What there is of each cause, the largest first."""
    late, sendable = _late(now), _sendable(now)
    query = (
        sa.select(
            cause.label("cause"),
            delivery.c.workspace,
            delivery.c.channel,
            sa.func.count().label("number"),
            _sum(sendable).label("sendable"),
            _sum(sa.and_(sendable, _doubtful)).label("doubtful"),
            _sum(sa.and_(late, ~_never)).label("late"),
        )
        .where(_failed)
        .group_by(sa.text("1"), delivery.c.workspace, delivery.c.channel)
    )
    found: dict[Cause, Pile] = {}
    for row in db.execute(query):
        pile = found.setdefault(row.cause, Pile(row.cause))
        pile.count += row.number
        pile.sendable += row.sendable
        pile.doubtful += row.doubtful
        pile.late += row.late
        if row.channel:
            pile.channels += (Channel(row.workspace, row.channel),)
    return sorted(found.values(), key=lambda one: (-one.count, one.cause))


def days(db: Connection, zone: ZoneInfo) -> list[tuple[str, date, int]]:
    """How many there are of each kind and day of the company's calendar, the latest first."""
    query = sa.select(delivery.c.kind, _quarter.label("quarter"), sa.func.count().label("number"))
    found: dict[tuple[date, str], int] = {}
    for row in db.execute(query.where(_failed).group_by(delivery.c.kind, sa.text("2"))):
        made = datetime.fromtimestamp(int(row.quarter) * QUARTER, UTC)
        key = made.astimezone(zone).date(), row.kind
        found[key] = found.get(key, 0) + row.number
    return [(kind, day, found[day, kind]) for day, kind in sorted(found, reverse=True)]


def newest(db: Connection, which: Which, now: datetime) -> Sequence[Row[Any]]:
    """The newest, without what they say: to whom, why, whether they can be sent again."""
    query = (
        sa.select(
            delivery.c.id,
            delivery.c.kind,
            delivery.c.workspace,
            delivery.c.channel,
            delivery.c.person_id,
            delivery.c.made,
            delivery.c.error,
            cause.label("cause"),
            _sendable(now).label("sendable"),
            _doubtful.label("doubtful"),
            sa.and_(_late(now), ~_never).label("late"),
        )
        .where(_failed, *which)
        .order_by(delivery.c.made.desc(), delivery.c.position.desc())
        .limit(NEWEST)
    )
    return db.execute(query).all()


def of_cause(name: str) -> Which:
    """All of one cause."""
    return [cause == name]


def of_id(id_: str) -> Which:
    """One of them."""
    return [delivery.c.id == UUID(id_)]


def named(sealed: Collection[str]) -> Which:
    """Those of which it may be told to whom they went."""
    return [delivery.c.kind.not_in(sealed)] if sealed else []


def count(db: Connection, which: Which = ()) -> int:
    """How many there are."""
    return db.execute(sa.select(sa.func.count()).where(_failed, *which)).scalar_one()


def oldest(db: Connection) -> tuple[int, datetime | None]:
    """How many there are, and since when the oldest of them."""
    query = sa.select(sa.func.count(), sa.func.min(delivery.c.made)).where(_failed)
    count_, since = db.execute(query).one()
    return count_, since


def some(db: Connection, which: Which) -> bool:
    """Whether there are any."""
    query = sa.select(delivery.c.id).where(_failed, *which).limit(1)
    return db.execute(query).first() is not None


def chunks(db: Connection, which: Which) -> list[Which]:
    """All of them, by ids, as many at a time as may be changed in one transaction."""
    ids = db.execute(sa.select(delivery.c.id).where(_failed, *which)).scalars().all()
    some = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return [[*which, delivery.c.id.in_(chunk)] for chunk in some]


def send_again(db: Connection, which: Which, now: datetime) -> int:
    """Send what can be sent anew, behind what people do; returns how many.

    Of which nobody knows whether it arrived is `unknown`: it is looked for before it leaves.
    """
    return _change(
        db,
        [*which, _sendable(now)],
        state=sa.case((_doubtful, "unknown"), else_="pending"),
        lane=SCHEDULED,
        doubtful=False,
        attempts=0,
        not_before=now,
        error="",
    )


def dismiss(db: Connection, which: Which, _now: datetime) -> int:
    """Count them no more; why they failed is kept, what they said is not."""
    return _change(db, which, state="cancelled", params={})


def drop_words(db: Session, before: datetime, most: int) -> int:
    """Keep no longer what came on a schedule before an instant was to say, of so many at once."""
    old = delivery.c.kind.contains("."), delivery.c.made < before, ~_empty
    ids = db.execute(sa.select(delivery.c.id).where(_failed, *old).limit(most)).scalars().all()
    # Not what somebody has sent again at this moment.
    db.execute(sa.update(delivery).where(_still, delivery.c.id.in_(ids)).values(params={}))
    return len(ids)


def _change(db: Connection, which: Which, **values: Any) -> int:
    # Whoever might still hold one finds that it is no longer theirs.
    values |= {"epoch": delivery.c.epoch + 1, "lease_until": None}
    return db.execute(sa.update(delivery).where(_still, *which).values(**values)).rowcount


def _late(now: datetime) -> ColumnElement[bool]:
    """Whether it is a nudge whose time has passed."""
    until = delivery.c.params[UNTIL].as_string()
    made = sa.and_(until.is_(None), delivery.c.made < now - NUDGE_WINDOW)
    over = sa.or_(until < now.astimezone(UTC).isoformat(), made)
    return sa.and_(
        delivery.c.params["nudge"].as_string().is_not(None), sa.func.coalesce(over, sa.false())
    )


def _sendable(now: datetime) -> ColumnElement[bool]:
    return sa.and_(~_never, ~_late(now))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
