"""Joining: accounts on several platforms, or in several workspaces, that are one person's.

An address joins them: the company gives it, or its owner has confirmed it. Where two in one
workspace have it, nobody can tell whose it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory import audit, homes
from bot.directory.audit import Why
from bot.directory.merging import merge
from bot.directory.tables import employee, identity, person
from bot.people import Kind
from bot.store.tables import Moment

# For so long an account counts whose platform does not tell of it any more: not every platform
# says who has left, and somebody new may be given the address.
LATELY = timedelta(days=3)

_owners = (
    sa.select(identity.c.email, identity.c.workspace, identity.c.person_id)
    .join(person)
    .where(
        identity.c.email.in_(sa.bindparam("addresses", expanding=True)),
        identity.c.active,
        identity.c.kind == Kind.MEMBER,
        ~identity.c.alone,
        identity.c.told >= sa.bindparam("lately", type_=Moment),
        person.c.active,
    )
)
_accounts = (
    sa.select(identity.c.person_id, identity.c.workspace, employee.c.key)
    .outerjoin(employee, employee.c.person_id == identity.c.person_id)
    .where(identity.c.person_id.in_(sa.bindparam("people", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Claim:
    """An account that is not known yet, and its address."""

    id: str
    address: str


def settle(
    db: Connection, workspace: str, addresses: Iterable[str], claims: Sequence[Claim], now: datetime
) -> dict[str, int]:
    """Make those one person who share one of the addresses; return whose each claimed account is.

    An account that is nobody's is left out.
    """
    claimed = Counter(one.address for one in claims)
    shared = {
        address: people
        for address, people in _clear(db, workspace, {*addresses, *claimed}, claimed, now).items()
        if claimed[address] or len(people) > 1
    }
    if not shared:
        return {}
    known = _Known(db, {id_ for people in shared.values() for id_ in people})
    pairs = known.pairs(shared)
    join(db, workspace, pairs, now)
    found = {}
    for one in claims:
        owners = {pairs.get(id_, id_) for id_ in shared.get(one.address, ())}
        if len(owners) == 1 and workspace not in known.places[owner := owners.pop()]:
            found[one.id] = owner
    homes.stay(db, found.values(), workspace)
    return found


def join(db: Connection, workspace: str, pairs: Mapping[int, int], now: datetime) -> None:
    """Make each of some people one with another, and say so in the audit.

    They turned out to be the same as a `workspace` told of them, or the HR file.
    """
    if not pairs:
        return
    merge(db, pairs)
    whys = [Why(subject=kept) for kept in sorted(set(pairs.values()))]
    audit.note(db, now, workspace, None, audit.JOINED, *whys)


def holders(db: Connection, addresses: Iterable[str]) -> dict[str, set[int]]:
    """The people who have, or had until their account was closed, each of some addresses."""
    query = sa.select(identity.c.email, identity.c.person_id).where(identity.c.email.in_(addresses))
    found: dict[str, set[int]] = defaultdict(set)
    for row in db.execute(query):
        found[row.email].add(row.person_id)
    return found


def _clear(
    db: Connection,
    workspace: str,
    addresses: Collection[str],
    claimed: Mapping[str, int],
    now: datetime,
) -> dict[str, set[int]]:
    """Whose each address surely is, where no two accounts in one workspace have it."""
    asked = {"addresses": sorted(addresses), "lately": now - LATELY}
    places: dict[str, list[str]] = defaultdict(list)
    people: dict[str, set[int]] = defaultdict(set)
    for row in db.execute(_owners, asked) if addresses else ():
        places[row.email].append(row.workspace)
        people[row.email].add(row.person_id)
    return {
        address: some
        for address, some in people.items()
        if _are_different(places[address] + [workspace] * claimed.get(address, 0))
    }


def _are_different(workspaces: Sequence[str]) -> bool:
    return len(set(workspaces)) == len(workspaces)


class _Known:
    """Where some people have accounts, and which of them the HR file knows."""

    def __init__(self, db: Connection, people: Iterable[int]) -> None:
        self.places: dict[int, set[str]] = defaultdict(set)
        self.employed: set[int] = set()
        for row in db.execute(_accounts, {"people": sorted(people)}):
            self.places[row.person_id].add(row.workspace)
            if row.key is not None:
                self.employed.add(row.person_id)

    def pairs(self, shared: Mapping[str, set[int]]) -> dict[int, int]:
        """Of people who share an address, each with the one they are one with."""
        pairs: dict[int, int] = {}
        for _, people in sorted(shared.items()):
            kept, *others = sorted(people)
            # Who has two addresses is settled by one of them, and by the other the next time.
            if others and not people & {*pairs, *pairs.values()} and self._may_be_one(people):
                pairs |= dict.fromkeys(others, kept)
                self.places[kept] |= {place for id_ in others for place in self.places[id_]}
        return pairs

    def _may_be_one(self, people: set[int]) -> bool:
        """Whether they have no two accounts in one workspace, and not two numbers at HR."""
        places = [place for id_ in people for place in self.places[id_]]
        return _are_different(places) and len(people & self.employed) < 2
