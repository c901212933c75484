"""What the directory itself knows of a person, and how it forgets them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.cards import Fact
from bot.delivery.tables import broadcast, channel_post, delivery
from bot.directory import audit
from bot.directory.forgotten import Forgotten
from bot.directory.roles import keep_a_manager
from bot.directory.spelling import plain
from bot.directory.tables import (
    employee,
    identity,
    opt_out,
    person,
    preference,
    role_grant,
    user_group,
    user_group_member,
)
from bot.directory.wishes import wishes
from bot.insight import promises
from bot.people import Kind, Person
from bot.privacy import audiences
from bot.runtime.letters import without
from bot.texts import core


def known(db: Connection, who: Person) -> list[Fact]:
    """What is stored on a person outside the skills."""
    email = db.execute(sa.select(person.c.email).where(person.c.id == who.id)).scalar_one()
    count = sa.select(sa.func.count()).where(delivery.c.person_id == who.id)
    facts = [
        Fact(core("known.name"), who.name),
        Fact(core("known.email"), email or core("known.none")),
        Fact(core("known.language"), core(f"own.language_{who.language}")),
        Fact(core("known.zone"), who.zone),
        Fact(core("known.identities"), _accounts(db, who, email)),
        Fact(core("known.messages"), db.execute(count).scalar_one()),
    ]
    if who.home:
        facts.append(Fact(core("known.home"), _platform(who.home)))
    if number := audiences.asked(db, who.id):
        facts.append(Fact(core("known.asked"), number))
    if promised := promises.of_owner(db, who.id):
        facts.append(Fact(core("known.promises"), [one.words for one in promised]))
    posts = sa.select(channel_post.c.words).where(channel_post.c.person_id == who.id)
    if words := db.execute(posts.order_by(channel_post.c.id)).scalars().all():
        facts.append(Fact(core("known.posts"), list(words)))
    written = sa.select(broadcast.c.words).where(broadcast.c.person_id == who.id)
    if words := db.execute(written.order_by(broadcast.c.id)).scalars().all():
        facts.append(Fact(core("known.broadcasts"), list(words)))
    facts += _employed(db, who)
    facts += _chosen(db, who)
    if named := _groups(db, who):
        facts.append(Fact(core("known.groups"), named))
    if who.roles:
        facts.append(
            Fact(core("known.roles"), [core(f"role.{role}") for role in sorted(who.roles)])
        )
    return facts


def _groups(db: Connection, who: Person) -> list[str]:
    """The groups of the platforms somebody is in."""
    same = sa.and_(
        user_group.c.workspace == user_group_member.c.workspace,
        user_group.c.id == user_group_member.c.group_id,
    )
    query = sa.select(user_group.c.handle).join(user_group_member, same)
    mine = query.where(user_group_member.c.person_id == who.id).order_by(user_group.c.handle)
    return [f"@{handle}" for handle in db.execute(mine).scalars()]


def _employed(db: Connection, who: Person) -> list[Fact]:
    """What the HR file says of somebody; nothing for who is not in it."""
    boss, named = employee.alias("boss"), person.alias("named")
    query = (
        sa.select(employee, named.c.name.label("managed_by"))
        .outerjoin(boss, sa.and_(boss.c.key == employee.c.manager, boss.c.person_id != who.id))
        .outerjoin(named, named.c.id == boss.c.person_id)
    )
    row = db.execute(query.where(employee.c.person_id == who.id)).first()
    if row is None:
        return []
    told = {
        "key": row.key,
        "organisation": " · ".join(filter(None, (row.company, row.division, row.team))),
        "manager": row.managed_by,
        "location": ", ".join(filter(None, (row.location, row.country))),
        "started": _with_year(row.started),
        "birthday": f"{row.birth_day}/{row.birth_month}" if row.birth_day else "",
        "left": _with_year(row.left),
    }
    return [Fact(core(f"known.employee.{name}"), value) for name, value in told.items() if value]


def _with_year(day: date | None) -> str:
    """A day as it stands in the file: elsewhere days are worded without their year."""
    return day.isoformat() if day else ""


def _chosen(db: Connection, who: Person) -> list[Fact]:
    """What somebody has set for themselves; nothing for who has set nothing."""
    chosen = wishes(db, who.id)
    told = {
        "quiet": []
        if chosen.quiet_from is None
        else [f"{chosen.quiet_from}:00", f"{chosen.quiet_until}:00"],
        "snooze": chosen.snoozed_until,
        "without": sorted(chosen.without),
    }
    return [Fact(core(f"known.chosen.{name}"), value) for name, value in told.items() if value]


def _unname(db: Connection, who: Person) -> None:
    words = sa.cast(delivery.c.params, sa.Text)
    # Of a big nudge on its way no row is looked at but those that are about them: dates, too, are
    # made of digits.
    said = sa.and_(words.contains('"card"'), words.contains(str(who.id)))
    about = delivery.c.params["about"].as_integer() == who.id
    query = sa.select(delivery.c.id, delivery.c.params).where(sa.or_(said, about))
    # What is sent meanwhile gets no words back.
    for id_, params in db.execute(query.with_for_update()).all():
        row = delivery.c.id == id_
        # Their own words, whoever passes them on, and a nudge to somebody else that is about them.
        others = params.get("card", {}).get("words_of", ())
        if who.id in (params.get("by"), params.get("about"), *others):
            db.execute(sa.delete(delivery).where(row))
        else:
            db.execute(sa.update(delivery).where(row).values(params=without(params, who.id)))


def _accounts(db: Connection, who: Person, email: str) -> list[str]:
    """Somebody's accounts, each with what it says otherwise."""
    theirs = sa.select(identity).where(identity.c.person_id == who.id)
    rows = db.execute(theirs.order_by(identity.c.workspace)).all()
    said = {"", who.name, email}
    return [
        " ".join((_platform(row.workspace), row.id, *(f"({one})" for one in _others(row, said))))
        for row in rows
    ]


def _others(row: Row[Any], said: Collection[str]) -> list[str]:
    return [one for one in (row.name, row.email) if one not in said]


def _platform(workspace: str) -> str:
    return workspace.partition(":")[0].title()


def same(db: Connection, who: Person) -> list[int]:
    """The ids of all that are this person: who has their name and address, too."""
    email = db.execute(sa.select(person.c.email).where(person.c.id == who.id)).scalar_one()
    theirs = sa.and_(person.c.email == email, person.c.email != "", person.c.kind == Kind.MEMBER)
    rows = db.execute(sa.select(person.c.id, person.c.name).where(theirs)).all()
    others = [row.id for row in rows if row.id != who.id and plain(row.name) == plain(who.name)]
    return [who.id, *others]


def close(db: Connection, who: Person, forgotten: Forgotten, now: datetime) -> None:
    """Note that somebody is to stay forgotten; LastManager for the last community manager."""
    keep_a_manager(db, [who.id])
    email = db.execute(sa.select(person.c.email).where(person.c.id == who.id)).scalar_one()
    forgotten.add(db, who, email, now)


def erase(db: Connection, who: Person) -> None:
    """Delete a person from the directory, with their words and what was still to be sent to them.

    What others said of them is still sent, without the name.
    """
    _unname(db, who)
    audit.erase(db, who.id)
    email = db.execute(sa.select(person.c.email).where(person.c.id == who.id)).scalar_one()
    named = employee.c.manager.in_([one for one in (who.number, email) if one])
    db.execute(sa.update(employee).where(named).values(manager=""))
    for table, column in (
        (delivery, delivery.c.person_id),
        (channel_post, channel_post.c.person_id),
        (broadcast, broadcast.c.person_id),
        (role_grant, role_grant.c.person_id),
        (preference, preference.c.person_id),
        (opt_out, opt_out.c.person_id),
        (user_group_member, user_group_member.c.person_id),
        (identity, identity.c.person_id),
        (employee, employee.c.person_id),
        (person, person.c.id),
    ):
        db.execute(sa.delete(table).where(column == who.id))
