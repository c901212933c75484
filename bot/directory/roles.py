"""Roles: who may do what the others may not, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.directory.tables import employee, identity, installation, person, role_grant
from bot.errors import BotError
from bot.people import Kind, Role
from bot.store.tables import insert_new
from bot.store.turns import take_turn

# A guest may be let in or not; whoever keeps Piazza going has to be a member.
_can_act = sa.and_(
    person.c.active,
    person.c.kind == Kind.MEMBER,
    sa.exists().where(identity.c.person_id == person.c.id).correlate(person),
)


# Noted when somebody is given one of these for the first time.
FIRST = {Role.CM: "first_manager", Role.WORKERS_REPRESENTATIVE: "first_representative"}


class NotHeld(BotError):
    """There is nothing to take away."""


class LastManager(BotError):
    """Without this person nobody would be community manager any more, now or before long."""

    def __init__(self) -> None:
        super().__init__(
            "this is the last community manager without an end date; grant the role to somebody"
            " else first"
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """Who holds a role since when, and until when if it ends."""

    person_id: int
    role: Role
    granted: datetime
    until: datetime | None

    def last_day(self, zone: ZoneInfo) -> date | None:
        """The last day on which it counts; None where it does not end."""
        if self.until is None:
            return None
        return (self.until - timedelta(microseconds=1)).astimezone(zone).date()


def grant(
    db: Connection, person_id: int, role: Role, now: datetime, until: datetime | None = None
) -> None:
    """Give somebody a role, or change when it ends; LastManager where nobody would be left."""
    take_turn(db, "roles")
    held = _held(db, person_id, role)
    if until is not None and held is not None and held.until is None:
        _keep_one(db, [person_id], role)
    if role in FIRST:
        first = {"name": FIRST[role], "value": now.isoformat()}
        db.execute(insert_new(db, installation), first)
    if held is None:
        row = {"person_id": person_id, "role": role, "granted": now, "until": until}
        db.execute(sa.insert(role_grant), row)
    else:
        db.execute(_of(sa.update(role_grant), person_id, role).values(until=until))


def lasts(db: Connection, person_id: int, role: Role) -> bool:
    """Whether somebody holds a role that does not end."""
    held = _held(db, person_id, role)
    return held is not None and held.until is None


def end_of_leavers(db: Connection) -> list[Grant]:
    """Take their roles from those who are here no more, and return which.

    The last community manager keeps the role: an account closed by mistake must not end it.
    """
    gone = sa.select(role_grant).join(person).where(~person.c.active)
    ended = [
        Grant(row.person_id, Role(row.role), row.granted, row.until)
        for row in db.execute(gone).all()
        if row.role != Role.CM or _others(db, row.person_id)
    ]
    for one in ended:
        db.execute(_of(sa.delete(role_grant), one.person_id, one.role))
    return ended


def _others(db: Connection, person_id: int) -> bool:
    others = sa.select(_managing.c.person_id).where(_managing.c.person_id != person_id)
    return db.execute(others.limit(1)).first() is not None


def revoke(db: Connection, person_id: int, role: Role) -> None:
    """Take a role away; NotHeld from who has none, LastManager from the last one."""
    take_turn(db, "roles")
    if _held(db, person_id, role) is None:
        raise NotHeld(f"there is nothing to take away: this person is not {role}")
    _keep_one(db, [person_id], role)
    db.execute(_of(sa.delete(role_grant), person_id, role))


def held_by_all(db: Connection, now: datetime) -> list[Grant]:
    """Every role that counts now, and who holds it."""
    counts = sa.or_(role_grant.c.until.is_(None), role_grant.c.until > now)
    query = sa.select(role_grant).where(counts).order_by(role_grant.c.role, role_grant.c.granted)
    return [
        Grant(row.person_id, Role(row.role), row.granted, row.until) for row in db.execute(query)
    ]


def keep_a_manager(db: Connection, leaving: Iterable[int]) -> None:
    """Raise LastManager if with these people the last community manager would go."""
    some = list(leaving)
    holds = sa.select(_managing.c.person_id).where(_managing.c.person_id.in_(some))
    if db.execute(holds).first() is not None:
        _keep_one(db, some, Role.CM)


def _keep_one(db: Connection, going: Sequence[int], role: Role) -> None:
    others = sa.select(_managing.c.person_id).where(_managing.c.person_id.not_in(going))
    if role is Role.CM and db.execute(others.limit(1)).first() is None:
        raise LastManager


_managing = (
    sa.select(role_grant.c.person_id)
    .join(person)
    .where(role_grant.c.role == Role.CM, role_grant.c.until.is_(None), _can_act)
    .subquery()
)


def _held(db: Connection, person_id: int, role: Role) -> Row[Any] | None:
    return db.execute(_of(sa.select(role_grant), person_id, role)).first()


def _of(statement: Any, person_id: int, role: Role) -> Any:
    return statement.where(role_grant.c.person_id == person_id, role_grant.c.role == role)


def matching(
    db: Connection, who: str, *, by_name: bool = True, working: bool = False
) -> Sequence[int]:
    """The ids of everybody meant by an e-mail address, a platform id, a full name or HR's number.

    The last two count only `by_name`. `working` leaves out who has left, guests, bots, and who has
    no account.
    """
    addresses = sa.func.lower(person.c.email) == who.lower(), identity.c.email == who.lower()
    told = [*addresses, identity.c.id.in_((who, who.lower()))]
    if by_name:
        told += [sa.func.lower(person.c.name) == who.lower(), employee.c.key == who]
    query = (
        sa.select(person.c.id)
        .outerjoin(identity, identity.c.person_id == person.c.id)
        .outerjoin(employee, employee.c.person_id == person.c.id)
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
        mend = "give an e-mail address, a platform's user id or HR's number"
        raise BotError(f"{count} found for {who!r}; {mend}")
    return ids[0]


def appoint_first(db: Connection, role: Role, named: Sequence[str], now: datetime) -> None:
    """Give a role to those whom the settings name, as long as nobody at all has it."""
    holder = (
        sa.select(role_grant.c.person_id)
        .join(person)
        .where(
            role_grant.c.role == role,
            _can_act,
            sa.or_(role_grant.c.until.is_(None), role_grant.c.until > now),
        )
        .limit(1)
    )
    # Once somebody was, only people give the role: it must not come back to whom it was taken from.
    before = sa.select(installation.c.name).where(installation.c.name == FIRST[role])
    if not named or db.execute(holder).first() or db.execute(before).first():
        return
    for who in named:
        # Everybody chooses their own name, and could choose the address written in the settings.
        found = matching(db, who, by_name=False, working=True)
        # An id may mean somebody else in another workspace; an address is one person's.
        if len(found) == 1 or "@" in who:
            for person_id in found[:1]:
                grant(db, person_id, role, now)
