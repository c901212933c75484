"""Whatever is told in whichever order, the same accounts are the same people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.roster import Defaults, remember
from bot.directory.tables import employee, identity, person
from bot.people import Kind
from bot.runtime.platform import Profile
from bot.store.tables import Table

WORKSPACES = ("slack:T1", "slack:T2", "teams:a")
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
DEFAULTS = Defaults(("en",), "UTC")
PROVES_NOTHING = (Kind.GUEST, Kind.STRANGER, Kind.BOT)


@cache
def engine() -> Engine:
    """A database in memory, made once."""
    made = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    Table.metadata.create_all(made)
    return made


@contextmanager
def empty() -> Iterator[Connection]:
    """The database, in which nothing is kept."""
    with engine().connect() as db:
        yield db
        db.rollback()


@dataclass(frozen=True)
class Account:
    """An account and where it is; `who` really has it."""

    workspace: str
    profile: Profile
    who: int


@dataclass
class World:
    """A company: accounts, who is in the HR file, and in which order all that is told."""

    accounts: list[Account]
    file: list[Employee]
    told: list[list[Account] | None] = field(default_factory=list)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    accounts = []
    for who in range(draw(st.integers(1, 4))):
        for workspace in WORKSPACES:
            if draw(st.booleans()):
                kind = draw(st.sampled_from((Kind.MEMBER,) * 4 + PROVES_NOTHING))
                email = draw(st.sampled_from((f"p{who}@example.org", f" P{who}@Example.ORG ", "")))
                profile = Profile(f"U{who}", f"Person {who}", f"p{who}", email, kind=kind)
                accounts.append(Account(workspace, profile, who))
    numbers = draw(st.sets(st.integers(0, 3)))
    file = [Employee(f"E{who}", f"Person {who}", f"p{who}@example.org") for who in numbers]
    pages: list[list[Account] | None] = [[one] for one in accounts]
    for workspace in WORKSPACES:
        page = [one for one in accounts if one.workspace == workspace]
        pages.append(draw(st.permutations(page)))
    return World(accounts, file, draw(st.permutations([*pages, None])))


def happens(db: Connection, world: World, page: list[Account] | None) -> None:
    if page:
        profiles = [one.profile for one in page]
        remember(db, page[0].workspace, profiles, DEFAULTS, NOON)
    elif page is None:
        found = matching.match(world.file, matching.directory(db))
        assert not found.unclear
        hiring.change(found.known, DEFAULTS, NOON)(db)
        hiring.hire(found.new, DEFAULTS)(db)


def owners(db: Connection) -> dict[tuple[str, str], int]:
    return {(row.workspace, row.id): row.person_id for row in db.execute(sa.select(identity))}


@given(worlds())
@settings(max_examples=50, deadline=None)
def test_any_order_makes_the_same_people(world: World) -> None:
    with empty() as db:
        for page in world.told:
            happens(db, world, page)
        whose = owners(db)
        really: dict[Any, set[int]] = defaultdict(set)
        for one in world.accounts:
            proves = one.profile.kind is Kind.MEMBER and one.profile.email
            alone = one.who if proves else (one.workspace, one.profile.id)
            really[alone].add(whose[one.workspace, one.profile.id])
        numbers = {row.key: row.person_id for row in db.execute(sa.select(employee))}
        for line in world.file:
            really[int(line.key[1:])].add(numbers[line.key])
        # Each of them is one, each another, and nobody else is there.
        assert all(len(ids) == 1 for ids in really.values())
        people = set(db.scalars(sa.select(person.c.id)))
        assert len(really) == len(people) == len(set.union(set(), *really.values()))
        for page in world.told:
            happens(db, world, page)
        assert owners(db) == whose


TOLD = st.builds(
    lambda at, id_, email, kind, active, hours: (
        WORKSPACES[at],
        Profile(f"U{id_}", f"Person {id_}", email=email, kind=kind, active=active),
        hours,
    ),
    st.integers(0, 2),
    st.integers(0, 3),
    st.sampled_from(("a@example.org", "b@example.org", "c@example.org", "")),
    st.sampled_from((Kind.MEMBER,) * 9 + PROVES_NOTHING),
    st.sampled_from((True,) * 5 + (False,)),
    st.sampled_from((0,) * 8 + (100,)),
)


@given(st.lists(TOLD, max_size=25))
@settings(max_examples=50, deadline=None)
def test_whatever_is_told_nobody_gets_what_proves_nothing(told: list[Any]) -> None:
    proved: set[tuple[str, str]] = set()
    with empty() as db:
        now = NOON
        for workspace, profile, hours in told:
            now += timedelta(hours=hours)
            remember(db, workspace, [profile], DEFAULTS, now)
            if profile.kind is Kind.MEMBER and profile.active and profile.email:
                proved.add((workspace, profile.id))
        together: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for account, id_ in owners(db).items():
            together[id_].append(account)
        for some in together.values():
            assert len({workspace for workspace, _ in some}) == len(some)
            assert len(some) == 1 or set(some) <= proved
        assert set(together) == set(db.scalars(sa.select(person.c.id)))
