"""Roles: who may do what the others may not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import identity, person, role_grant
from bot.errors import BotError
from bot.people import Kind, Role
from bot.store.turns import take_turn

_can_act = sa.and_(
    person.c.active, sa.exists().where(identity.c.person_id == person.c.id).correlate(person)
)


def grant(db: Connection, person_id: int, role: Role, now: datetime) -> None:
    """Give somebody a role; giving it twice changes nothing."""
    take_turn(db, "roles")
    if not _holds(db, person_id, role):
        db.execute(sa.insert(role_grant).values(person_id=person_id, role=role, granted=now))


def revoke(db: Connection, person_id: int, role: Role) -> None:
    """Take a role away; a BotError for who has none, and for the last community manager."""
    take_turn(db, "roles")
    if not _holds(db, person_id, role):
        raise BotError(f"there is nothing to take away: this person is not {role}")
    others = (
        sa.select(role_grant.c.person_id)
        .join(person)
        .where(role_grant.c.role == role, role_grant.c.person_id != person_id, _can_act)
    )
    if role is Role.CM and db.execute(others).first() is None:
        raise BotError("this is the last community manager; grant the role to somebody else first")
    db.execute(
        sa.delete(role_grant).where(role_grant.c.person_id == person_id, role_grant.c.role == role)
    )


def _holds(db: Connection, person_id: int, role: Role) -> bool:
    held = sa.select(role_grant.c.role).where(
        role_grant.c.person_id == person_id, role_grant.c.role == role
    )
    return db.execute(held).first() is not None


def matching(
    db: Connection, who: str, *, by_name: bool = True, working: bool = False
) -> Sequence[int]:
    """The ids of everybody meant by an e-mail address, a platform id or a full name.

    `working` leaves out who has left, guests, bots, and who has no account.
    """
    told = [sa.func.lower(person.c.email) == who.lower(), identity.c.id == who]
    if by_name:
        told.append(sa.func.lower(person.c.name) == who.lower())
    query = (
        sa.select(person.c.id)
        .outerjoin(identity, identity.c.person_id == person.c.id)
        .where(sa.or_(*told))
        .distinct()
    )
    if working:
        has_account = identity.c.id.is_not(None)
        query = query.where(person.c.active, person.c.kind == Kind.MEMBER, has_account)
    return db.execute(query).scalars().all()


def meant(db: Connection, who: str) -> int:
    """The id of the one person meant; a BotError when it is nobody or not clear who."""
    ids = matching(db, who)
    if len(ids) != 1:
        count = "nobody" if not ids else f"{len(ids)} people"
        raise BotError(f"{count} found for {who!r}; give an e-mail address or a platform's user id")
    return ids[0]


def appoint_first(db: Connection, named: Sequence[str], now: datetime) -> None:
    """Make those whom the settings name community managers, as long as there is none at all."""
    holder = (
        sa.select(role_grant.c.person_id)
        .join(person)
        .where(role_grant.c.role == Role.CM, _can_act)
        .limit(1)
    )
    if not named or db.execute(holder).first() is not None:
        return
    for who in named:
        # Everybody chooses their own name, and could choose the address written in the settings.
        for person_id in matching(db, who, by_name=False, working=True)[:1]:
            grant(db, person_id, Role.CM, now)
