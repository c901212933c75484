"""Accounts: each as its platform told of it last, and whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.directory import joining
from bot.directory.cells import ADDRESS
from bot.directory.joining import LATELY
from bot.directory.tables import identity, person
from bot.people import Kind
from bot.runtime.platform import Profile
from bot.store.tables import Moment

# Which of several says who somebody is comes first: a member's before a guest's.
Standing: TypeAlias = tuple[int, str]

LONGEST: Final = 320
TOLD: Final = ("handle", "name", "email", "kind", "active")

_known = sa.select(identity).where(
    identity.c.workspace == sa.bindparam("workspace"),
    identity.c.id.in_(sa.bindparam("ids", expanding=True)),
)
# Who comes back after so long begins anew.
AWAY = timedelta(days=180)
_away = sa.exists().where(
    person.c.id == identity.c.person_id, person.c.left < sa.bindparam("long_ago", type_=Moment)
)
_begins = sa.and_(~identity.c.active, sa.bindparam("is_active", type_=sa.Boolean), _away)
_since = sa.case((_begins, sa.bindparam("at", type_=Moment)), else_=identity.c.since)
_change = (
    sa.update(identity)
    .where(
        identity.c.workspace == sa.bindparam("in_workspace"),
        identity.c.id == sa.bindparam("under"),
    )
    .values({name: sa.bindparam(f"is_{name}", type_=identity.c[name].type) for name in TOLD})
    .values(alone=sa.or_(identity.c.alone, sa.bindparam("is_alone", type_=sa.Boolean)))
    .values(since=_since)
)
_others = sa.select(identity.c.person_id, identity.c.kind, identity.c.workspace).where(
    identity.c.person_id.in_(sa.bindparam("people", expanding=True)),
    identity.c.workspace != sa.bindparam("workspace"),
    identity.c.active,
    identity.c.told >= sa.bindparam("lately", type_=Moment),
)


def known(
    db: Connection, workspace: str, profiles: Sequence[Profile]
) -> Mapping[str, Row[*tuple[Any, ...]]]:
    """The accounts that are known of those a workspace tells of, by their ids."""
    asked = {"workspace": workspace, "ids": [one.id for one in profiles]}
    return {row.id: row for row in db.execute(_known, asked)}


def add(
    db: Connection,
    workspace: str,
    profiles: Iterable[Profile],
    owners: Mapping[str, int],
    now: datetime,
) -> None:
    """Store accounts that are new; `owners` are the people whose they are, by their ids."""
    rows = [
        {
            "workspace": workspace,
            "id": one.id,
            "person_id": owners[one.id],
            "told": now,
            "since": now,
            **_row(one),
        }
        for one in profiles
    ]
    if rows:
        db.execute(sa.insert(identity), rows)


def keep(
    db: Connection,
    workspace: str,
    profiles: Sequence[Profile],
    before: Mapping[str, Row[*tuple[Any, ...]]],
    now: datetime,
) -> None:
    """Store what is told of known accounts; one that takes over another's address stays alone."""
    here = identity.c.workspace == workspace, identity.c.id.in_([one.id for one in profiles])
    db.execute(sa.update(identity).where(*here).values(told=now))
    changed = {
        one.id: row
        for one in profiles
        if (row := _row(one)) != {name: getattr(before[one.id], name) for name in TOLD}
    }
    alone = _taking_over(db, changed, before)
    rows = [
        {"in_workspace": workspace, "under": id_, "is_alone": id_ in alone}
        | {"at": now, "long_ago": now - AWAY}
        | {f"is_{name}": value for name, value in row.items()}
        for id_, row in changed.items()
    ]
    if rows:
        db.execute(_change, rows)


def _taking_over(
    db: Connection,
    changed: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Row[*tuple[Any, ...]]],
) -> set[str]:
    """Those of accounts whose address changes to one that somebody else has."""
    moved = {
        id_: row["email"]
        for id_, row in changed.items()
        if before[id_].email and row["email"] not in ("", before[id_].email)
    }
    holders = joining.holders(db, moved.values()) if moved else {}
    return {
        id_
        for id_, address in moved.items()
        if holders.get(address, set()) - {before[id_].person_id}
    }


def standings(
    db: Connection, workspace: str, people: Sequence[int], now: datetime
) -> dict[int, list[Standing]]:
    """The standings of other open accounts that people have, of which was told lately."""
    asked = {"people": people, "workspace": workspace, "lately": now - LATELY}
    found: dict[int, list[Standing]] = defaultdict(list)
    for row in db.execute(_others, asked):
        found[row.person_id].append((_rank(row.kind), row.workspace))
    return found


def standing(workspace: str, profile: Profile) -> Standing:
    """How much an account says of who somebody is; one that is closed says least."""
    return _rank(profile.kind) if profile.active else 2, workspace


def address(profile: Profile) -> str:
    """An address as it is compared; what is too long for one is none."""
    found = profile.email.strip().lower()
    return found if len(found) <= LONGEST else ""


def proves(profile: Profile) -> bool:
    """Whether an address proves whose account it is; a guest's or a stranger's does not."""
    works_here = profile.kind is Kind.MEMBER and profile.active
    return works_here and ADDRESS.fullmatch(address(profile)) is not None


def _rank(kind: str) -> int:
    return 0 if kind == Kind.MEMBER else 1


def _row(profile: Profile) -> dict[str, Any]:
    return {
        "handle": profile.handle[:200],
        "name": profile.name[:200],
        "email": address(profile),
        "kind": profile.kind,
        "active": profile.active,
    }
