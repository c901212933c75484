"""Finding people: by a platform's ids, by name, by role; a role counts until it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select

from bot.directory.tables import employee, identity, person, role_grant
from bot.people import Kind, Person, Role
from bot.store.tables import Moment

# No statement names more than so many.
AT_ONCE = 500
_now = sa.bindparam("now", type_=Moment)
in_force = sa.or_(role_grant.c.until.is_(None), role_grant.c.until > _now)
_boss = employee.alias("boss")
_whole = (
    sa.select(
        person.c.id,
        person.c.name,
        person.c.language,
        person.c.zone,
        person.c.kind,
        person.c.active,
        person.c.home,
        identity.c.workspace,
        identity.c.id.label("external"),
        identity.c.active.label("open"),
        role_grant.c.role,
        employee.c.key,
        employee.c.company,
        employee.c.division,
        employee.c.team,
        employee.c.location,
        employee.c.country,
        employee.c.started,
        employee.c.birth_month,
        employee.c.birth_day,
        _boss.c.person_id.label("manager"),
    )
    .select_from(person)
    .outerjoin(identity, identity.c.person_id == person.c.id)
    .outerjoin(role_grant, sa.and_(role_grant.c.person_id == person.c.id, in_force))
    .outerjoin(employee, employee.c.person_id == person.c.id)
    .outerjoin(_boss, _boss.c.key == employee.c.manager)
    .order_by(person.c.id)
)
_by_id = _whole.where(person.c.id.in_(sa.bindparam("ids", expanding=True)))
_by_role = _whole.where(
    person.c.id.in_(
        sa.select(role_grant.c.person_id).where(role_grant.c.role == sa.bindparam("role"), in_force)
    )
)
_here = sa.and_(
    identity.c.person_id == person.c.id, identity.c.workspace == sa.bindparam("workspace")
)
_by_name = (
    sa.select(person.c.id, person.c.name, identity.c.handle, identity.c.name.label("known_as"))
    .select_from(person.outerjoin(identity, _here))
    .where(
        person.c.active,
        person.c.kind != Kind.BOT,
        sa.or_(
            sa.func.lower(person.c.name).in_(sa.bindparam("names", expanding=True)),
            sa.func.lower(identity.c.handle).in_(sa.bindparam("names", expanding=True)),
            sa.func.lower(identity.c.name).in_(sa.bindparam("names", expanding=True)),
        ),
    )
)
_emails: sa.BindParameter[str] = sa.bindparam("emails", expanding=True)
_by_email = (
    sa.select(person.c.id, person.c.email)
    .where(sa.func.lower(person.c.email).in_(_emails), person.c.kind != Kind.BOT)
    .union(
        sa.select(person.c.id, identity.c.email)
        .join(identity, identity.c.person_id == person.c.id)
        .where(sa.func.lower(identity.c.email).in_(_emails), person.c.kind != Kind.BOT)
    )
)


@lru_cache(maxsize=32)
def _by_identity(count: int) -> Select[Any]:
    """For so many ids: a list of any length would be written into the statement each time."""
    ids: list[sa.BindParameter[str]] = [sa.bindparam(f"id{number}") for number in range(count)]
    meant = sa.select(identity.c.person_id).where(
        identity.c.workspace == sa.bindparam("workspace"), identity.c.id.in_(ids)
    )
    return _whole.where(person.c.id.in_(meant))


def find_people(
    db: Connection, workspace: str, ids: Iterable[str], now: datetime
) -> dict[str, Person]:
    """Everybody known under these ids of a workspace, by id."""
    asked = {f"id{number}": one for number, one in enumerate(sorted(set(ids)))}
    rows = db.execute(_by_identity(len(asked)), {"workspace": workspace, "now": now, **asked})
    return {found.identities[workspace]: found for found in _people(rows.all())}


def people_by_id(db: Connection, ids: Iterable[int], now: datetime) -> dict[int, Person]:
    """Everybody known under these ids of our own, by id."""
    rows = db.execute(_by_id, {"ids": sorted(set(ids)), "now": now})
    return {found.id: found for found in _people(rows.all())}


def people_by_email(db: Connection, addresses: Iterable[str], now: datetime) -> dict[str, Person]:
    """Everybody with one of these addresses, by it in small letters; nobody where two have it."""
    found: dict[str, set[int]] = {}
    wanted = sorted({one.casefold() for one in addresses if one})
    for start in range(0, len(wanted), AT_ONCE):
        for id_, email in db.execute(_by_email, {"emails": wanted[start : start + AT_ONCE]}):
            found.setdefault(email.casefold(), set()).add(id_)
    clear = {email: min(ids) for email, ids in found.items() if len(ids) == 1}
    known: dict[int, Person] = {}
    ids = sorted(set(clear.values()))
    for start in range(0, len(ids), AT_ONCE):
        known |= people_by_id(db, ids[start : start + AT_ONCE], now)
    return {email: known[id_] for email, id_ in clear.items() if id_ in known}


def members(workspace: str = "", *, language: str = "", zone: str = "") -> Select[int]:
    """The ids of everybody who works here, or in one workspace, to be narrowed down further.

    With a `language` or a `zone`, of those who read that or live there.
    """
    everybody = sa.select(person.c.id).where(person.c.active, person.c.kind == Kind.MEMBER)
    if language:
        everybody = everybody.where(person.c.language == language)
    if zone:
        everybody = everybody.where(person.c.zone == zone)
    if not workspace:
        return everybody
    there = sa.select(identity.c.person_id).where(identity.c.workspace == workspace)
    return everybody.where(person.c.id.in_(there))


def holding(role: Role, now: datetime) -> Select[int]:
    """The ids of everybody who works here and holds a role at an instant."""
    lasts = sa.or_(role_grant.c.until.is_(None), role_grant.c.until > sa.literal(now, Moment()))
    held = sa.select(role_grant.c.person_id).where(role_grant.c.role == role, lasts)
    return members().where(person.c.id.in_(held))


def anybody(db: Connection) -> bool:
    """Whether anybody is known at all."""
    return db.execute(sa.select(person.c.id).limit(1)).first() is not None


def origins(db: Connection) -> set[str]:
    """Where those who are known come from: platforms such as "Slack", or only "an HR file"."""
    workspaces = db.execute(sa.select(identity.c.workspace).distinct()).scalars()
    found = {workspace.partition(":")[0].title() for workspace in workspaces}
    from_file = db.execute(sa.select(employee.c.person_id).limit(1)).first() is not None
    return found or ({"an HR file"} if from_file else set())


def holders(db: Connection, role: Role, now: datetime) -> list[Person]:
    """Everybody who holds a role and is still here."""
    rows = db.execute(_by_role, {"role": role, "now": now}).all()
    return [one for one in _people(rows) if one.active]


def named(
    db: Connection, workspace: str, names: Sequence[str], now: datetime
) -> dict[str, list[Person]]:
    """Everybody who is called one of these (lower-case) full names or handles, by what they are.

    They have an account in this workspace, or in none at all: then they are known from an HR file.
    """
    rows = db.execute(_by_name, {"workspace": workspace, "names": list(names)}).all()
    known = people_by_id(db, [row.id for row in rows], now) if rows else {}
    found: dict[str, dict[int, Person]] = {}
    for id_, *names in rows:
        if _at_hand(known[id_], workspace):
            for called in {name.lower() for name in names if name}:
                found.setdefault(called, {})[id_] = known[id_]
    return {called: list(people.values()) for called, people in found.items()}


def _at_hand(one: Person, workspace: str) -> bool:
    return workspace in one.identities or (not one.identities and one.kind is Kind.MEMBER)


def _people(rows: Sequence[Any]) -> Iterator[Person]:
    for _, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        first = lines[0]
        yield Person(
            first.id,
            first.name,
            language=first.language,
            zone=first.zone,
            kind=Kind(first.kind),
            active=first.active,
            roles=frozenset(Role(line.role) for line in lines if line.role),
            identities={line.workspace: line.external for line in lines if line.workspace},
            home=first.home or "",
            closed=frozenset(one.workspace for one in lines if one.workspace and not one.open),
            **_employment(first),
        )


def _employment(row: Any) -> dict[str, Any]:
    if row.key is None:
        return {}
    return {
        "number": row.key,
        "organisation": tuple(one for one in (row.company, row.division, row.team) if one),
        "manager": row.manager,
        "location": row.location,
        "country": row.country,
        "started": row.started,
        "birthday": (row.birth_month, row.birth_day) if row.birth_day else None,
    }
