"""The roster: what the platforms tell us about people, kept as ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory import accounts, joining, wishes
from bot.directory.joining import Claim
from bot.directory.tables import employee, identity, person, preference
from bot.directory.zones import zones
from bot.runtime.platform import Profile
from bot.store.tables import Moment
from bot.store.turns import take_turn

# Whoever has left says so nowhere but in the HR file.
_has_left = sa.exists().where(employee.c.person_id == person.c.id, employee.c.left.is_not(None))


def _chosen(name: str) -> sa.ScalarSelect[str]:
    """What somebody has chosen for themselves, before what their platform says."""
    column = preference.c[name]
    return sa.select(column).where(preference.c.person_id == person.c.id).scalar_subquery()


_works = sa.case((_has_left, sa.false()), else_=sa.bindparam("here", type_=sa.Boolean))
_since = sa.func.coalesce(person.c.left, sa.bindparam("now", type_=Moment))
_add_person = sa.insert(person).returning(person.c.id, sort_by_parameter_order=True)


def _told(name: str, told: str) -> sa.Case[Any]:
    return sa.case((sa.bindparam(told), sa.bindparam(name)), else_=person.c[name])


_change_person = (
    sa.update(person)
    .where(person.c.id == sa.bindparam("key"))
    .values(
        {name: _told(name, "leads") for name in ("name", "email", "kind")}
        | {
            name: sa.func.coalesce(_chosen(name), _told(name, f"{name}_told"))
            for name in wishes.CHOSEN
        }
        | {"active": _works, "left": sa.case((_works, sa.null()), else_=_since)}
    )
)
_without_account = (
    sa.select(person.c.email, sa.func.max(person.c.id).label("id"))
    .outerjoin(identity)
    .where(
        person.c.email.in_(sa.bindparam("addresses", expanding=True)),
        identity.c.person_id.is_(None),
        person.c.active,
        ~_has_left,
    )
    .group_by(person.c.email)
    .having(sa.func.count() == 1)
)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a platform does not say: the company's languages and zone."""

    languages: Sequence[str]
    zone: str


def remember(
    db: Connection, workspace: str, profiles: Sequence[Profile], defaults: Defaults, now: datetime
) -> None:
    """Store a page of people, new or changed; what turns out to be one person becomes one.

    Who is known by another account, or without one as from an HR file, is found by their address.
    """
    if not profiles:
        return
    take_turn(db, "roster")
    before = accounts.known(db, workspace, profiles)
    strangers = [one for one in profiles if one.id not in before]
    if before:
        accounts.keep(db, workspace, [one for one in profiles if one.id in before], before, now)
    members = [one for one in profiles if accounts.proves(one)]
    claims = [Claim(one.id, accounts.address(one)) for one in members if one.id not in before]
    found = joining.settle(db, workspace, map(accounts.address, members), claims, now)
    found |= _without_accounts(db, [one for one in claims if one.id not in found])
    fresh = [one for one in strangers if one.id not in found]
    accounts.add(db, workspace, strangers, found | _add(db, fresh, defaults, now), now)
    new = {one.id for one in fresh}
    _change(db, workspace, [one for one in profiles if one.id not in new], defaults, now)


def _change(
    db: Connection, workspace: str, profiles: Sequence[Profile], defaults: Defaults, now: datetime
) -> None:
    """Keep what accounts tell of people; of several the first says who somebody is."""
    if not profiles:
        return
    # Those of whom there were two entries have one now.
    whose = {id_: row.person_id for id_, row in accounts.known(db, workspace, profiles).items()}
    others = accounts.standings(db, workspace, sorted(set(whose.values())), now)
    rows = []
    for one in profiles:
        theirs = others.get(whose[one.id], [])
        leads = all(accounts.standing(workspace, one) < other for other in theirs)
        told = {
            "key": whose[one.id],
            "now": now,
            "here": one.active or bool(theirs),
            "leads": leads,
            # An event may leave out what a list tells: then it is as it was.
            "language_told": leads and bool(one.language),
            "zone_told": leads and bool(one.zone),
        }
        rows.append(told | _row(one, defaults))
    db.execute(_change_person, rows)


def _without_accounts(db: Connection, claims: Sequence[Claim]) -> dict[str, int]:
    """Whose these accounts are, of those who have none yet."""
    told = {one.address: one.id for one in reversed(claims)}
    found = db.execute(_without_account, {"addresses": sorted(told)}).all() if told else []
    return {told[row.email]: row.id for row in found}


def _add(
    db: Connection, fresh: Sequence[Profile], defaults: Defaults, now: datetime
) -> dict[str, int]:
    rows = [{**_row(one, defaults), "left": None if one.active else now} for one in fresh]
    keys = db.execute(_add_person, rows).scalars().all() if rows else ()
    return {one.id: key for one, key in zip(fresh, keys, strict=True)}


def _row(profile: Profile, defaults: Defaults) -> dict[str, object]:
    spoken = profile.language in defaults.languages
    return {
        "name": profile.name[:200],
        "email": accounts.address(profile),
        "language": profile.language if spoken else defaults.languages[0],
        "zone": profile.zone if profile.zone in zones() else defaults.zone,
        "kind": profile.kind,
        "active": profile.active,
    }
