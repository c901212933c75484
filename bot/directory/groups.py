"""Groups: what a platform tells of people who are named as one, kept and found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.lookup import people_by_id
from bot.directory.tables import identity, user_group, user_group_member
from bot.people import Group, Person
from bot.runtime.platform import GroupProfile
from bot.store.turns import take_turn

# More people than any form takes; who is beyond them need not be read.
MOST = 200
# Ids in one statement; the databases take no more than some ten thousand.
CHUNK = 10_000

_identities = sa.select(identity.c.id, identity.c.person_id).where(
    identity.c.workspace == sa.bindparam("workspace"),
    identity.c.id.in_(sa.bindparam("ids", expanding=True)),
)
_numbered = (
    sa.select(
        user_group_member.c.group_id,
        user_group_member.c.person_id,
        sa.func.row_number()
        .over(partition_by=user_group_member.c.group_id, order_by=user_group_member.c.person_id)
        .label("number"),
    )
    .where(
        user_group_member.c.workspace == sa.bindparam("workspace"),
        user_group_member.c.group_id.in_(sa.bindparam("ids", expanding=True)),
    )
    .subquery()
)
_members = sa.select(_numbered.c.group_id, _numbered.c.person_id).where(_numbered.c.number <= MOST)
_groups = sa.select(user_group).where(
    user_group.c.workspace == sa.bindparam("workspace"),
    user_group.c.id.in_(sa.bindparam("ids", expanding=True)),
)
_handles = sa.select(user_group.c.id).where(
    user_group.c.workspace == sa.bindparam("workspace"),
    sa.func.lower(user_group.c.handle).in_(sa.bindparam("names", expanding=True)),
)


def unknown_members(db: Connection, workspace: str, profiles: Sequence[GroupProfile]) -> set[str]:
    """The ids of members nobody has told us of yet."""
    told = {one for profile in profiles for one in profile.members}
    return told - _known(db, workspace, told).keys()


def keep(db: Connection, workspace: str, profiles: Sequence[GroupProfile]) -> None:
    """Store a workspace's groups as they are now; a group that is not told of is gone."""
    take_turn(db, "groups")
    for table in (user_group_member, user_group):
        db.execute(sa.delete(table).where(table.c.workspace == workspace))
    if not profiles:
        return
    known = _known(db, workspace, {one for profile in profiles for one in profile.members})
    db.execute(sa.insert(user_group), [_row(workspace, profile) for profile in profiles])
    members = [
        {"workspace": workspace, "group_id": profile.id, "person_id": person_id}
        for profile in profiles
        for person_id in sorted({known[one] for one in profile.members if one in known})
    ]
    if members:
        db.execute(sa.insert(user_group_member), members)


def find(db: Connection, workspace: str, ids: Iterable[str], now: datetime) -> dict[str, Group]:
    """The groups known under these ids of a workspace, with the people in them, MOST at most."""
    asked = {"workspace": workspace, "ids": sorted(set(ids))}
    rows = db.execute(_groups, asked).all()
    members = db.execute(_members, asked).all() if rows else []
    people = people_by_id(db, [one.person_id for one in members], now) if members else {}
    inside: dict[str, list[Person]] = {}
    for one in members:
        inside.setdefault(one.group_id, []).append(people[one.person_id])
    return {
        row.id: Group(
            workspace, row.id, row.handle, row.name, row.active, tuple(inside.get(row.id, ()))
        )
        for row in rows
    }


def named(db: Connection, workspace: str, names: Sequence[str], now: datetime) -> dict[str, Group]:
    """Each group with one of these (lower-case) handles, by its handle."""
    ids = db.execute(_handles, {"workspace": workspace, "names": list(names)}).scalars().all()
    found = find(db, workspace, ids, now) if ids else {}
    return {group.handle.lower(): group for group in found.values()}


def _known(db: Connection, workspace: str, ids: Iterable[str]) -> Mapping[str, int]:
    asked, found = sorted(ids), dict[str, int]()
    for start in range(0, len(asked), CHUNK):
        some = {"workspace": workspace, "ids": asked[start : start + CHUNK]}
        found |= {row.id: row.person_id for row in db.execute(_identities, some)}
    return found


def _row(workspace: str, profile: GroupProfile) -> dict[str, object]:
    return {
        "workspace": workspace,
        "id": profile.id,
        "handle": profile.handle[:200],
        "name": profile.name[:200],
        "active": profile.active,
    }
