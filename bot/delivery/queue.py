"""Putting into the outbox: an interaction's effects become rows in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.tables import delivery
from bot.people import Person
from bot.runtime.letters import pack
from bot.runtime.outgoing import Effect, Say, Send, Update
from bot.runtime.router import Router

NAMESPACE = uuid.UUID("8a0c4a0e-3c41-5d0c-9f51-7d2f0f0a3c55")
INTERACTIVE, SCHEDULED = 0, 1

_insert = sa.insert(delivery)


def queue_effects(
    db: Connection,
    effects: Sequence[Effect],
    *,
    cause: str,
    workspace: str,
    skill: str,
    now: datetime,
    router: Router,
    kind: str = "",
    lane: int = INTERACTIVE,
    place: dict[str, str] | None = None,
    by: Person | None = None,
) -> bool:
    """Store what others will see; ids follow from the cause, so that a repeat changes nothing.

    `kind` is the schedule they come from, `place` the message a button was pressed on, `by` whose
    words these are. Returns whether there is anything to send.
    """
    rows = []
    for position, effect in enumerate(effects):
        if not isinstance(effect, Say | Send | Update):
            continue
        row = _row(effect, workspace, skill, router, place)
        row["id"] = uuid.uuid5(NAMESPACE, f"{cause}#{position}")
        row.update(kind=kind or skill, lane=lane, not_before=now, made=now, position=position)
        if by is not None:
            row["params"]["by"] = by.id
        rows.append(row)
    if rows:
        db.execute(_insert, rows)
    return bool(rows)


def _row(
    effect: Say | Send | Update,
    workspace: str,
    skill: str,
    router: Router,
    place: dict[str, str] | None,
) -> dict[str, Any]:
    letter = pack(effect.card, skill, router)
    about = effect.card.about
    row: dict[str, Any] = {
        "workspace": workspace,
        "kind": skill,
        "person_id": None,
        "channel": None,
        "about": None if about is None else f"{skill}:{about}",
        "params": {"card": letter},
        "state": "pending",
        # Left out, the defaults would be filled in row by row, which takes its time.
        "epoch": 0,
        "attempts": 0,
        "doubtful": False,
        "error": "",
    }
    match effect:
        case Say(_, channel):
            row.update(workspace=channel.workspace, channel=channel.id)
        case Send(_, person):
            home = workspace if workspace in person.identities else None
            row.update(
                person_id=person.id,
                workspace=home or next(iter(sorted(person.identities)), workspace),
            )
        case Update():
            row["params"] = {"card": letter, "update": place or {}}
    return row
