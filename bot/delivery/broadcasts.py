"""Broadcasts: what the community manager writes to many at once, in their direct messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery.schedule import daily
from bot.delivery.tables import broadcast
from bot.directory.lookup import members
from bot.directory.tables import employee, opt_out, user_group, user_group_member
from bot.people import Person
from bot.report import Period
from bot.skill import Nudge
from bot.texts import core

# Under this people switch off what is written to many.
KIND = "cm.broadcast"
SKILL, PREFIX = "bot", "broadcast_"

Scope = Literal["everybody", "team", "place", "group"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it goes to: everybody, or those of a team, a place or a group of one workspace."""

    scope: Scope
    name: str = ""
    workspace: str = ""


class Broadcast(Nudge):
    """A nudge that is written once, and may take a day to reach everybody."""

    @property
    def window(self) -> timedelta:
        """How late it may still come."""
        return timedelta(days=1)


def card_of(words: str) -> Card:
    """What people read."""
    return Card(core("broadcast.card"), quote=words, lines=[core("broadcast.stop")])


def made_of(number: int, words: str, to: Audience) -> Broadcast:
    """A broadcast with its words; they mention nobody."""

    def worded(_person: Person) -> Card:
        return card_of(words)

    # It is planned by hand: it is due at no time of its own.
    return Broadcast(SKILL, f"{PREFIX}{number}", daily(at="00:00"), _asking(to), worded)


def add(db: Connection, words: str, to: Audience, person_id: int, now: datetime) -> Broadcast:
    """Keep one, to be planned."""
    row = {
        "workspace": to.workspace,
        "words": words,
        "scope": to.scope,
        "name": to.name,
        "person_id": person_id,
        "made": now,
    }
    number = db.execute(sa.insert(broadcast).returning(broadcast.c.id), row).scalar_one()
    return made_of(number, words, to)


def load(db: Connection, key: str) -> Broadcast | None:
    """The broadcast of a key; None for what is no broadcast, or one that is forgotten."""
    skill, _, name = key.partition(".")
    number = name.removeprefix(PREFIX)
    if skill != SKILL or number == name:
        return None
    found = db.execute(sa.select(broadcast).where(broadcast.c.id == int(number))).first()
    return _of_row(found) if found else None


def latest(db: Connection) -> Broadcast | None:
    """The one that was written last."""
    found = db.execute(sa.select(broadcast).order_by(broadcast.c.id.desc()).limit(1)).first()
    return _of_row(found) if found else None


def before(db: Connection, words: str, to: Audience, since: datetime) -> Broadcast | None:
    """The same, if it was written to the same people since an instant."""
    same = (
        broadcast.c.words == words,
        broadcast.c.scope == to.scope,
        broadcast.c.name == to.name,
        broadcast.c.made >= since,
    )
    query = sa.select(broadcast).where(*same).order_by(broadcast.c.id.desc()).limit(1)
    found = db.execute(query).first()
    return _of_row(found) if found else None


def _of_row(row: Row[Any]) -> Broadcast:
    return made_of(row.id, row.words, Audience(row.scope, row.name, row.workspace))


def find(db: Connection, workspace: str, said: str) -> Audience | list[str]:
    """Whom a name means; where it means nobody, all names there are."""
    if not said:
        return Audience("everybody")
    known = _known(db, workspace)
    wanted = said.strip().removeprefix("@").casefold()
    for one in known:
        if one.name.casefold() == wanted:
            return one
    return [one.name for one in known]


def _known(db: Connection, workspace: str) -> list[Audience]:
    teams = db.execute(sa.select(employee.c.team).distinct().order_by(employee.c.team)).scalars()
    places = sa.select(employee.c.location).distinct().order_by(employee.c.location)
    handles = sa.select(user_group.c.handle).where(
        user_group.c.workspace == workspace, user_group.c.active
    )
    return [
        *(Audience("team", one) for one in teams if one),
        *(Audience("place", one) for one in db.execute(places).scalars() if one),
        *(Audience("group", one, workspace) for one in db.execute(handles).scalars()),
    ]


def _asking(to: Audience) -> Callable[[Session, Period], Select[int]]:
    def audience(_db: Session, _week: Period) -> Select[int]:
        everybody = members()
        id_ = everybody.selected_columns.id
        without = sa.select(opt_out.c.person_id).where(opt_out.c.kind == KIND)
        wanted = everybody.where(id_.not_in(without))
        return wanted if to.scope == "everybody" else wanted.where(id_.in_(_among(to)))

    return audience


def _among(to: Audience) -> Select[int]:
    if to.scope == "group":
        same = sa.and_(
            user_group.c.workspace == user_group_member.c.workspace,
            user_group.c.id == user_group_member.c.group_id,
        )
        ours = user_group.c.workspace == to.workspace, user_group.c.handle == to.name
        return sa.select(user_group_member.c.person_id).join(user_group, same).where(*ours)
    column = employee.c.team if to.scope == "team" else employee.c.location
    return sa.select(employee.c.person_id).where(column == to.name)
