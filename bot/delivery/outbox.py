"""The outbox: rows that hold every state of what has to go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.delivery.backoff import BACKOFF, rest
from bot.delivery.tables import delivery, occurrence, schedule_change
from bot.delivery.undone import UNDONE
from bot.delivery.whereabouts import key_of
from bot.delivery.withdrawal import is_card, kept_words
from bot.store.pages import packed, unpacked
from bot.store.tables import Moment

# Under this a row says where whom it is for could not be reached.
TRIED = "tried"
# Under this a row says that it goes when it is over.
PASSING = "passing"
# And under this, that nobody has asked for it.
UNASKED = "unasked"
LEASE = timedelta(minutes=2)
CHUNK = 20
RESEND_AFTER = timedelta(seconds=30)
# For so long a request may still be on its way after the process that made it has ended.
SETTLED = timedelta(seconds=5)

_free = sa.or_(delivery.c.lease_until.is_(None), delivery.c.lease_until < sa.bindparam("now"))
_due = (
    sa.select(delivery)
    .where(
        delivery.c.workspace == sa.bindparam("workspace"),
        delivery.c.lane == sa.bindparam("lane"),
        # One at a time, so that the index alone gives the first ones.
        delivery.c.state == sa.bindparam("state"),
        delivery.c.not_before <= sa.bindparam("now"),
        _free,
    )
    .order_by(delivery.c.not_before, delivery.c.made, delivery.c.position)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
# What leaves although an earlier one may have arrived is the last.
_doubted = sa.case((delivery.c.doubtful, "failed"), else_="unknown")
_break_off = sa.update(delivery).values(
    state=_doubted, error="broken off while sending", lease_until=None, params=kept_words
)
_broken_off = _break_off.where(
    delivery.c.workspace == sa.bindparam("in_workspace"),
    delivery.c.lane == sa.bindparam("in_lane"),
    delivery.c.state == "sending",
    delivery.c.lease_until < sa.bindparam("before"),
)
# Statements are made once: to make one takes longer than to carry it out.
_leased = sa.update(delivery).where(delivery.c.id.in_(sa.bindparam("rows", expanding=True)))
_held = sa.update(delivery).where(
    delivery.c.id == sa.bindparam("row"), delivery.c.epoch == sa.bindparam("held")
)
# What of a plan was taken before it was paused does not leave, either; what removes a card does.
_paused = sa.select(schedule_change.c.schedule).where(schedule_change.c.paused)
# Nor does what was undone; of which occurrence it is, is looked at only where any of its kind was.
_undone = occurrence.c.state == UNDONE
_taken_back = sa.and_(
    delivery.c.kind.in_(sa.select(occurrence.c.schedule).where(_undone)),
    sa.exists().where(
        _undone,
        occurrence.c.schedule == delivery.c.kind,
        occurrence.c.cohort == delivery.c.params["zone"].as_string(),
        sa.cast(occurrence.c.local_date, sa.Text) == delivery.c.params["date"].as_string(),
    ),
)
_sent = _held.values(
    state="sent",
    params={},
    provider_ref=sa.bindparam("ref", type_=sa.JSON),
    place=sa.bindparam("there"),
    error="",
    lease_until=None,
)
_failed = _held.values(state="failed", params=kept_words, lease_until=None)
_not_known = _held.values(
    state=_doubted,
    params=kept_words,
    **{name: sa.bindparam(name) for name in ("error", "not_before", "lease_until")},
)


def lease(
    db: Connection, workspace: str, lane: int, now: datetime, most: int = CHUNK
) -> Sequence[Row[Any]]:
    """Take the next due rows for a while; what an earlier holder left half sent is `unknown`."""
    db.execute(_broken_off, {"in_workspace": workspace, "in_lane": lane, "before": now})
    due = {"workspace": workspace, "lane": lane, "now": now, "most": most}
    rows = [
        row for state in ("unknown", "pending") for row in db.execute(_due, {**due, "state": state})
    ]
    if rows:
        held = packed({"id": row.id.hex} for row in rows)
        db.execute(_taking(db.dialect.name), {**held, "until": now + LEASE})
    return rows


@cache
def _taking(dialect: str) -> Update:
    page = unpacked(dialect, [delivery.c.id])
    taken = sa.update(delivery).where(delivery.c.id == page.c.id)
    until = sa.bindparam("until", type_=Moment)
    return taken.values(lease_until=until, epoch=delivery.c.epoch + 1)


def take_back(db: Connection, now: datetime, *, alone: bool, workspace: str | None = None) -> None:
    """Free what a process has held that has ended; `alone` when no other sends (in a workspace).

    What is taken but not begun may be taken from anybody: the epoch stops whoever held it.
    """
    held = sa.and_(
        delivery.c.lease_until > now, delivery.c.workspace == workspace if workspace else sa.true()
    )
    waits = delivery.c.state.in_(("pending", "unknown"))
    db.execute(sa.update(delivery).where(held, waits).values(lease_until=None))
    if alone:
        begun = _break_off.where(held, delivery.c.state == "sending")
        db.execute(begun.values(not_before=now + SETTLED))


def put_back(db: Connection, rows: Sequence[Row[Any]]) -> None:
    """Give up the lease of rows that were not begun."""
    for row in rows:
        _mark(db, row.id, row.epoch + 1, lease_until=None)


def begin(db: Connection, row: Row[Any], epoch: int, now: datetime, sure: bool = False) -> bool:
    """Note that the request is about to leave; False when somebody else holds the row now, or its
    plan has been paused or its run undone.

    One of which nobody knows whether it has arrived may leave once more; `sure` is that it has not.
    """
    return begin_all(db, [(row, epoch, now, sure)])[0]


def begin_all(
    db: Connection, some: Sequence[tuple[Row[Any], int, datetime, bool]]
) -> Sequence[bool]:
    """`begin` for several at once."""
    begun: set[tuple[UUID, int]] = set()
    for doubtful in (False, True):
        held = [
            {"id": row.id.hex, "epoch": epoch}
            for row, epoch, _, sure in some
            if (row.state == "unknown" and not sure) == doubtful
        ]
        if held:
            marks = {**packed(held), "until": some[0][2] + LEASE, "doubt": doubtful}
            found = db.execute(_beginning(db.dialect.name), marks)
            begun.update((id_, epoch) for id_, epoch in found)
    return [(row.id, epoch) in begun for row, epoch, *_ in some]


@cache
def _beginning(dialect: str) -> ReturningUpdate[UUID, int]:
    page = unpacked(dialect, [delivery.c.id, delivery.c.epoch])
    held = sa.update(delivery).where(
        delivery.c.id == page.c.id,
        delivery.c.epoch == page.c.epoch,
        sa.or_(~is_card, sa.and_(delivery.c.kind.not_in(_paused), ~_taken_back)),
    )
    return held.values(
        state="sending",
        doubtful=sa.bindparam("doubt", type_=sa.Boolean),
        lease_until=sa.bindparam("until", type_=Moment),
        attempts=delivery.c.attempts + 1,
    ).returning(delivery.c.id, delivery.c.epoch)


def sent(db: Connection, id_: UUID, epoch: int, place: Mapping[str, str]) -> bool:
    """Note that it arrived, and where; what it said and of whom is kept no longer."""
    return sent_all(db, [(id_, epoch, place)])[0]


def sent_all(db: Connection, some: Sequence[tuple[UUID, int, Mapping[str, str]]]) -> Sequence[bool]:
    """`sent` for several at once."""
    rows = [
        {"row": id_, "held": epoch, "ref": dict(place), "there": key_of(place)}
        for id_, epoch, place in some
    ]
    found = db.execute(_sent, rows).rowcount
    # Of several it is not known which were somebody else's by now, and nobody asks.
    return [found == len(rows)] * len(rows)


def dropped(db: Connection, id_: UUID, epoch: int, _what: object) -> bool:
    """Keep nothing of one that is over, however that was."""
    mine = delivery.c.id == id_, delivery.c.epoch == epoch
    return db.execute(sa.delete(delivery).where(*mine)).rowcount == 1


def failed(db: Connection, id_: UUID, epoch: int, reason: str) -> bool:
    """Note that it will never arrive."""
    mark = {"row": id_, "held": epoch, "error": reason[:300]}
    return db.execute(_failed, mark).rowcount == 1


def tried(row: Row[Any]) -> set[str]:
    """The workspaces in which whom it is for could not be reached, the last one included."""
    return {row.workspace, *row.params.get(TRIED, ())}


def elsewhere(db: Connection, row: Row[Any], epoch: int, reason: str, workspace: str) -> bool:
    """Note that it is to be sent in another workspace, where the same person can be reached."""
    params = {**row.params, TRIED: sorted(tried(row))}
    values = {"workspace": workspace, "params": params, "attempts": 0, "lease_until": None}
    return _mark(db, row.id, epoch, state="pending", error=reason[:300], **values)


def cancelled(db: Connection, id_: UUID, epoch: int, reason: str) -> bool:
    """Note that it need not be sent any more."""
    return _mark(db, id_, epoch, state="cancelled", params={}, error=reason[:300], lease_until=None)


def put_off(db: Connection, ids: Sequence[UUID], reason: str, until: datetime) -> None:
    """Have some that were just taken wait; this does not count as a try."""
    change = _leased.values(not_before=until, error=reason, lease_until=None)
    db.execute(change, {"rows": ids})


def call_off(db: Connection, ids: Sequence[UUID], reason: str) -> None:
    """Note that some that were just taken need not be sent any more."""
    change = _leased.values(state="cancelled", params={}, error=reason, lease_until=None)
    db.execute(change, {"rows": ids})


def unknown(db: Connection, row: Row[Any], epoch: int, reason: str, now: datetime) -> bool:
    """Note that nobody knows whether it arrived.

    Where that cannot be found out it is sent once more, and then no more.
    """
    if row.attempts >= len(BACKOFF):
        return _given_up(db, row, epoch, reason)
    values = {
        "error": reason[:300],
        "not_before": now + max(RESEND_AFTER, rest(row.id, row.attempts)),
        "lease_until": None,
    }
    return db.execute(_not_known, {"row": row.id, "held": epoch, **values}).rowcount == 1


def not_sought(db: Connection, row: Row[Any], epoch: int, reason: str, now: datetime) -> bool:
    """Note that it could not be looked for: a try as any other, and nothing has left meanwhile."""
    if row.attempts >= len(BACKOFF):
        return _given_up(db, row, epoch, reason)
    return _wait(
        db, row, epoch, reason, now + rest(row.id, row.attempts), attempts=row.attempts + 1
    )


def _given_up(db: Connection, row: Row[Any], epoch: int, reason: str) -> bool:
    """Note that it will not be tried any more, and that nobody knows whether it arrived."""
    over = _failed.values(doubtful=True, attempts=row.attempts + 1)
    mark = {"row": row.id, "held": epoch, "error": reason[:300]}
    return db.execute(over, mark).rowcount == 1


def later(db: Connection, row: Row[Any], epoch: int, reason: str, now: datetime) -> bool:
    """Note that it is to be tried again, each time later; after the last time it has failed."""
    if row.attempts >= len(BACKOFF):
        return failed(db, row.id, epoch, reason)
    return _wait(db, row, epoch, reason, now + rest(row.id, row.attempts))


def asked_to_wait(db: Connection, row: Row[Any], epoch: int, reason: str, until: datetime) -> bool:
    """Note that the platform wants it later; this does not count as a try."""
    return _wait(db, row, epoch, reason, until, attempts=row.attempts)


def _wait(
    db: Connection, row: Row[Any], epoch: int, reason: str, until: datetime, **more: Any
) -> bool:
    return _mark(
        db,
        row.id,
        epoch,
        state=row.state,
        error=reason[:300],
        not_before=until,
        lease_until=None,
        **more,
    )


def _mark(db: Connection, id_: UUID, epoch: int, **values: Any) -> bool:
    """Change a row, unless its lease has gone to somebody else in the meantime."""
    return db.execute(_held, {"row": id_, "held": epoch, **values}).rowcount == 1


def waiting(db: Connection, now: datetime) -> Sequence[tuple[str, int, int]]:
    """Every workspace and lane with something due, and how much."""
    query = (
        sa.select(delivery.c.workspace, delivery.c.lane, sa.func.count())
        .where(
            delivery.c.state.in_(("pending", "unknown", "sending")),
            delivery.c.not_before <= now,
            sa.or_(delivery.c.lease_until.is_(None), delivery.c.lease_until < now),
        )
        .group_by(delivery.c.workspace, delivery.c.lane)
    )
    return [(workspace, lane, count) for workspace, lane, count in db.execute(query)]


def upcoming(db: Connection, now: datetime) -> datetime | None:
    """The next instant for which something waits."""
    later = delivery.c.not_before > now
    waits = delivery.c.state.in_(("pending", "unknown"))
    query = sa.select(delivery.c.not_before).where(waits, later)
    return db.execute(query.order_by(delivery.c.not_before).limit(1)).scalar()
