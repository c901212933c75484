"""Reconciling: of what two entries of one person hold, that which counts stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.delivery.tables import delivery
from bot.directory.tables import preference, role_grant

# Two of one kind so near to each other are the same nudge, planned for each of the two.
SAME: Final = timedelta(hours=12)
WAITS: Final = "pending"
TWICE: Final = "the same person has it on another account"
CHOICES: Final = [one.name for one in preference.c if one is not preference.c.person_id]


def reconcile(db: Connection, pairs: Mapping[int, int]) -> None:
    """Before entries are merged (the one that stays by the one that goes), make them agree."""
    people = sorted({*pairs, *pairs.values()})
    _keep_longest(db, pairs, people)
    _keep_choices(db, pairs, people)
    _call_off_doubles(db, pairs, people)


def _keep_longest(db: Connection, pairs: Mapping[int, int], people: list[int]) -> None:
    """Of a role both hold, the one counts that ends later, or never."""
    rows = db.execute(sa.select(role_grant).where(role_grant.c.person_id.in_(people))).all()
    until = {(row.person_id, row.role): row.until for row in rows}
    for (id_, role), end in until.items():
        kept = (pairs.get(id_, 0), role)
        if kept in until and until[kept] is not None and (end is None or end > until[kept]):
            held = role_grant.c.person_id == kept[0], role_grant.c.role == role
            db.execute(sa.update(role_grant).where(*held).values(until=end))


def _keep_choices(db: Connection, pairs: Mapping[int, int], people: list[int]) -> None:
    """What somebody has chosen on the one counts where they have chosen nothing on the other."""
    rows = db.execute(sa.select(preference).where(preference.c.person_id.in_(people)))
    chosen = {row.person_id: row for row in rows.mappings()}
    for gone, kept in pairs.items():
        if gone in chosen and kept in chosen:
            both = chosen[kept], chosen[gone]
            values = {
                name: next((one[name] for one in both if one[name] is not None), None)
                for name in CHOICES
            }
            mine = preference.c.person_id == kept
            db.execute(sa.update(preference).where(mine).values(**values))


def _call_off_doubles(db: Connection, pairs: Mapping[int, int], people: list[int]) -> None:
    """Of one nudge planned for both, one leaves; none does where the other has left."""
    theirs = delivery.c.person_id.in_(people)
    nudge = delivery.c.params["nudge"].as_string().is_not(None)
    waiting = sa.select(delivery.c.kind, sa.func.min(delivery.c.made)).where(
        theirs, delivery.c.state == WAITS, nudge
    )
    kinds = dict(iter(db.execute(waiting.group_by(delivery.c.kind))))
    if not kinds:
        return
    columns = (delivery.c.id, delivery.c.person_id, delivery.c.kind, delivery.c.state)
    around = sa.select(*columns, delivery.c.made).where(
        theirs,
        delivery.c.kind.in_(kinds),
        delivery.c.made >= min(kinds.values()) - SAME,
        delivery.c.state.in_((WAITS, "sending", "unknown", "sent")),
    )
    alike: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in db.execute(around):
        alike[pairs.get(row.person_id, row.person_id), row.kind].append(row)
    doubles = [one.id for some in alike.values() for one in _doubles(some)]
    gone: dict[str, Any] = {"state": "cancelled", "params": {}, "error": TWICE, "lease_until": None}
    # Whoever has leased one and not begun finds that it is no longer theirs.
    change = sa.update(delivery).where(delivery.c.id.in_(doubles), delivery.c.state == WAITS)
    db.execute(change.values(**gone, epoch=delivery.c.epoch + 1))


def _doubles(some: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Those that wait, but one; all of them where one has left."""
    waiting = [one for one in some if one.state == WAITS]
    if len(waiting) < len(some):
        return waiting
    return sorted(waiting, key=lambda one: (one.made, one.person_id))[1:]
