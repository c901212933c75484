"""Putting into the outbox: an interaction's effects become rows in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.delivery import backlog, whereabouts
from bot.delivery.outbox import PASSING, UNASKED
from bot.delivery.tables import delivery
from bot.delivery.withdrawal import DIRECT, WITHDRAWN, withdraw
from bot.people import Person
from bot.runtime.letters import pack
from bot.runtime.outgoing import Effect, Say, Send, Update, Withdraw
from bot.runtime.router import Router

NAMESPACE = uuid.UUID("8a0c4a0e-3c41-5d0c-9f51-7d2f0f0a3c55")
# The shortest while that both databases tell apart.
INSTANT = timedelta(microseconds=1)
INTERACTIVE, SCHEDULED = LANES = 0, 1

# A job that begins anew says what it had said already.
_insert = {
    "sqlite": sqlite.insert(delivery).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(delivery).on_conflict_do_nothing(),
}


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
) -> set[str]:
    """Store what others will see; ids follow from the cause, so that a repeat changes nothing.

    `kind` is the schedule they come from, `place` the message a button was pressed on, `by` whose
    words these are. Returns the workspaces in which there is something to send.
    """
    backlog.keep(db, effects, cause=cause, workspace=workspace, now=now, router=router)
    rows: list[dict[str, Any]] = []
    for position, effect in enumerate(effects):
        match effect:
            case Send(_, person) if not person.identities:
                continue
            case Say() | Send() | Update():
                row = _row(effect, workspace, skill, router, place, now)
                found = _everywhere(db, effect, row, by, now)
            case Withdraw(about, workspaces):
                rows = [row for row in rows if row["about"] not in _names(skill, about)]
                name = f"{skill}:{about}"
                places = withdraw(db, name) if workspaces is None else workspaces
                found = _removals(name, places, now)
            case _:
                continue
        for row in found:
            where = _where(effect, row, workspace)
            row["id"] = uuid.uuid5(NAMESPACE, f"{cause}#{position}{where}")
            row.update(kind=kind or skill, lane=lane, position=position)
            row.setdefault("made", now)
            rows.append(row)
    if rows:
        db.execute(_insert[db.dialect.name], rows)
    return {row["workspace"] for row in rows}


def _names(skill: str, about: int) -> tuple[str, str]:
    """What a card says it is about, in a channel and in a direct message.

    Apart, because an update or a reaction means what everybody sees.
    """
    return f"{skill}:{about}", f"{skill}:{about}{DIRECT}"


def _removals(about: str, workspaces: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """A row for each workspace in which cards about something are to be removed."""
    row = {"about": about + WITHDRAWN, "params": {"withdraw": True}}
    return [_blank(one, now) | row for one in workspaces]


def _everywhere(
    db: Connection, effect: Effect, row: dict[str, Any], by: Person | None, now: datetime
) -> list[dict[str, Any]]:
    """The row, and for an update one for each other workspace with a card about the same thing.

    Of two updates that are made in the same instant the second is the newer one.
    """
    if by is not None:
        row["params"]["by"] = by.id
    if not isinstance(effect, Update):
        return [row]
    there = whereabouts.everywhere(db, row["about"], now)
    params = {**row["params"], "update": {}}
    here = there.pop(row["workspace"], now - INSTANT)
    others = (
        {**row, "workspace": other, "params": params, "made": max(now, made + INSTANT)}
        for other, made in there.items()
    )
    return [{**row, "made": max(now, here + INSTANT)}, *others]


def _where(effect: Effect, row: dict[str, Any], workspace: str) -> str:
    """What tells the rows of one effect apart."""
    elsewhere = isinstance(effect, Update) and row["workspace"] != workspace
    return f"/{row['workspace']}" if elsewhere or isinstance(effect, Withdraw) else ""


def _row(
    effect: Say | Send | Update,
    workspace: str,
    skill: str,
    router: Router,
    place: dict[str, str] | None,
    now: datetime,
) -> dict[str, Any]:
    letter = pack(effect.card, skill, router)
    in_channel, direct = (
        (None, None) if effect.card.about is None else _names(skill, effect.card.about)
    )
    row = _blank(workspace, now) | {"about": in_channel, "params": {"card": letter}}
    match effect:
        case Say(_, channel, at):
            row.update(workspace=channel.workspace, channel=channel.id, not_before=at or now)
        case Send(_, person, at, passing, unasked):
            row.update(workspace=person.reached(workspace), person_id=person.id, about=direct)
            row.update(not_before=at or now)
            if passing:
                row["params"][PASSING] = True
            if unasked:
                row["params"][UNASKED] = True
        case Update():
            row["params"] = {"card": letter, "update": place or {}}
    return row


def _blank(workspace: str, now: datetime) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "person_id": None,
        "channel": None,
        "state": "pending",
        "not_before": now,
        # Left out, the defaults would be filled in row by row, which takes its time.
        "epoch": 0,
        "attempts": 0,
        "doubtful": False,
        "error": "",
    }
