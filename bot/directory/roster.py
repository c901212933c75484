"""The roster: what the platforms tell us about people, kept as ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory import wishes
from bot.directory.tables import employee, identity, person, preference
from bot.directory.zones import zones
from bot.people import Kind
from bot.runtime.platform import Profile
from bot.store.tables import Moment
from bot.store.turns import take_turn

# Whoever has left says so nowhere but in the HR file.
_has_left = sa.exists().where(employee.c.person_id == person.c.id, employee.c.left.is_not(None))


def _chosen(name: str) -> sa.ScalarSelect[str]:
    """What somebody has chosen for themselves, before what their platform says."""
    column = preference.c[name]
    return sa.select(column).where(preference.c.person_id == person.c.id).scalar_subquery()


_works = sa.case((_has_left, sa.false()), else_=sa.bindparam("active", type_=sa.Boolean))
_since = sa.func.coalesce(person.c.left, sa.bindparam("now", type_=Moment))
_known = sa.select(identity.c.id, identity.c.person_id).where(
    identity.c.workspace == sa.bindparam("workspace"),
    identity.c.id.in_(sa.bindparam("ids", expanding=True)),
)
_add_person = sa.insert(person).returning(person.c.id, sort_by_parameter_order=True)
_change_person = (
    sa.update(person)
    .where(person.c.id == sa.bindparam("key"))
    .values(
        {name: sa.bindparam(name) for name in ("name", "email", "kind")}
        | {
            name: sa.func.coalesce(
                _chosen(name),
                sa.case((sa.bindparam(f"{name}_told"), sa.bindparam(name)), else_=person.c[name]),
            )
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
_change_handle = (
    sa.update(identity)
    .where(
        identity.c.workspace == sa.bindparam("in_workspace"),
        identity.c.id == sa.bindparam("under"),
    )
    .values(handle=sa.bindparam("handle"))
)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a platform does not say: the company's languages and zone."""

    languages: Sequence[str]
    zone: str


def remember(
    db: Connection, workspace: str, profiles: Sequence[Profile], defaults: Defaults, now: datetime
) -> None:
    """Store a page of people, new or changed.

    Who is known without an account, as from an HR file, is found again by their address.
    """
    if not profiles:
        return
    take_turn(db, "roster")
    ids = [profile.id for profile in profiles]
    known = {
        row.id: row.person_id for row in db.execute(_known, {"workspace": workspace, "ids": ids})
    }
    known |= _join(db, workspace, [one for one in profiles if one.id not in known])
    fresh = [profile for profile in profiles if profile.id not in known]
    if fresh:
        _add(db, workspace, fresh, defaults, now)
    changed = [profile for profile in profiles if profile.id in known]
    if changed:
        rows = [
            {
                "key": known[one.id],
                "now": now,
                # An event may leave out what a list tells: then it is as it was.
                "language_told": bool(one.language),
                "zone_told": bool(one.zone),
                **_row(one, defaults),
            }
            for one in changed
        ]
        db.execute(_change_person, rows)
        handles = [
            {"in_workspace": workspace, "under": one.id, "handle": one.handle} for one in changed
        ]
        db.execute(_change_handle, handles)


def _join(db: Connection, workspace: str, strangers: Sequence[Profile]) -> dict[str, int]:
    """Give those whose address is somebody's without an account that account."""
    told = {
        one.email.lower(): one.id
        for one in reversed(strangers)
        if one.email and one.kind is Kind.MEMBER and one.active
    }
    found = db.execute(_without_account, {"addresses": sorted(told)}).all() if told else []
    joined = {told[row.email]: row.id for row in found}
    if joined:
        rows = [
            {"workspace": workspace, "id": id_, "person_id": key, "handle": ""}
            for id_, key in joined.items()
        ]
        db.execute(sa.insert(identity), rows)
    return joined


def _add(
    db: Connection, workspace: str, fresh: Sequence[Profile], defaults: Defaults, now: datetime
) -> None:
    rows = [{**_row(one, defaults), "left": None if one.active else now} for one in fresh]
    keys = db.execute(_add_person, rows).scalars().all()
    db.execute(
        sa.insert(identity),
        [
            {"workspace": workspace, "id": one.id, "person_id": key, "handle": one.handle}
            for one, key in zip(fresh, keys, strict=True)
        ],
    )


def _row(profile: Profile, defaults: Defaults) -> dict[str, object]:
    spoken = profile.language in defaults.languages
    return {
        "name": profile.name[:200],
        "email": profile.email[:320].lower(),
        "language": profile.language if spoken else defaults.languages[0],
        "zone": profile.zone if profile.zone in zones() else defaults.zone,
        "kind": profile.kind,
        "active": profile.active,
    }
