"""A sheaf: the nudges for some people, stored by one statement."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

import sqlalchemy as sa
from sqlalchemy import Connection, Dialect, Insert
from sqlalchemy.dialects import postgresql, sqlite

from bot.delivery.broadcasts import Broadcast
from bot.delivery.nudging import ABOUT, NUDGE_WINDOW, UNTIL
from bot.delivery.planner import Due, Invited
from bot.delivery.queue import NAMESPACE, SCHEDULED
from bot.delivery.tables import delivery
from bot.directory.tables import person
from bot.skill import Nudge
from bot.store.pages import unpacked

# What differs from one person to the next, and what does not.
_OWN = [delivery.c[name] for name in ("id", "workspace", "person_id", "params", "not_before")]
_SAME = {
    "lane": SCHEDULED,
    "state": "pending",
    "epoch": 0,
    "attempts": 0,
    "doubtful": False,
    "error": "",
    "position": 0,
}


@dataclass(frozen=True, slots=True)
class Sheaf:
    """How many, the id of the last, and all of them as one value for the database."""

    people: int
    last: int
    page: str


def bind(dialect: Dialect, due: Due, some: Sequence[tuple[Invited, datetime]]) -> Sheaf:
    """Bind what goes to some people, and at which instant: what it says is made when it leaves."""
    key, day = due.plan.key, due.day.isoformat()
    window = due.plan.window if isinstance(due.plan, Nudge) else NUDGE_WINDOW
    until = (due.at + window).isoformat()
    params = {"nudge": key, "date": day, "zone": due.cohort, UNTIL: until}
    moment = _kept(dialect)
    # What is written once comes once, also to who moves over the date line meanwhile.
    once = key if isinstance(due.plan, Broadcast) else f"{key}/{day}"
    rows = [
        {
            "id": uuid.uuid5(NAMESPACE, f"{once}/{one.person}").hex,
            "workspace": one.workspace,
            "person_id": one.person,
            "params": params if one.about is None else {**params, ABOUT: one.about},
            "not_before": moment(at),
        }
        for one, at in some
    ]
    last, _ = some[-1]
    return Sheaf(len(rows), last.person, json.dumps(rows))


def store(db: Connection, sheaf: Sheaf, kind: str, now: datetime) -> None:
    """Put a sheaf into the outbox; whom something was planned for before keeps that."""
    db.execute(_storing(db.dialect.name), {"page": sheaf.page, "of_kind": kind, "now": now})


@cache
def _storing(dialect: str) -> Insert:
    page = unpacked(dialect, _OWN)
    same = {
        **{name: sa.literal(value, delivery.c[name].type) for name, value in _SAME.items()},
        "kind": sa.bindparam("of_kind", type_=delivery.c.kind.type),
        "made": sa.bindparam("now", type_=delivery.c.made.type),
    }
    own = {one.name: page.c[one.name] for one in _OWN}
    # Who was erased since they were chosen keeps the others from nothing.
    there = sa.exists().where(person.c.id == page.c.person_id)
    rows = sa.select(*own.values(), *same.values()).where(there)
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(delivery).on_conflict_do_nothing().from_select([*own, *same], rows)


def _kept(dialect: Dialect) -> Callable[[datetime], str]:
    """How the database keeps a moment, inside a page; most of the moments are the same one."""
    keep = delivery.c.not_before.type.dialect_impl(dialect).bind_processor(dialect)
    assert keep is not None
    return lru_cache(maxsize=64)(lambda at: str(keep(at)))
