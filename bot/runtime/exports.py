"""Exports of Piazza's own: the people, what was done with powers, what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.directory.columns import COLUMNS
from bot.directory.tables import audit, employee, identity, person
from bot.doors import Cell, Column
from bot.insight.promises import promise
from bot.people import Role
from bot.report import Period
from bot.runtime.built_in import skill

# Whoever keeps the count of powers may see how they were used.
AUDITORS = (Role.CM, Role.WORKERS_REPRESENTATIVE)
Row = Mapping[str, Cell]

PEOPLE = {
    "key": employee.c.key,
    "name": person.c.name,
    "email": person.c.email,
    "company": employee.c.company,
    "division": employee.c.division,
    "team": employee.c.team,
    "manager": employee.c.manager,
    "location": employee.c.location,
    "country": employee.c.country,
    "started": employee.c.started,
    "language": person.c.language,
    "zone": person.c.zone,
}


# The HR file has it, and whoever runs Piazza: nobody needs everybody's dates in a chat.
@skill.export(
    "people",
    [
        *(Column(COLUMNS[one][0], "day" if one == "started" else "words") for one in PEOPLE),
        Column("kind", "code"),
        Column("works here", "yes_no"),
        Column("accounts", "count"),
    ],
    only=(),
)
def people(db: Session) -> Sequence[Row]:
    """Everybody, under the titles that an import reads."""
    accounts = sa.select(sa.func.count()).where(identity.c.person_id == person.c.id)
    query = (
        sa.select(
            *(column.label(COLUMNS[name][0]) for name, column in PEOPLE.items()),
            person.c.kind.label("kind"),
            person.c.active.label("works here"),
            accounts.scalar_subquery().label("accounts"),
        )
        .select_from(person.outerjoin(employee))
        .order_by(person.c.name, person.c.id)
    )
    return [dict(row) for row in db.execute(query).mappings()]


@skill.export(
    "audit",
    [
        Column("when", "instant"),
        Column("who"),
        Column("what", "code"),
        Column("about whom"),
        Column("why"),
    ],
    only=AUDITORS,
)
def used(db: Session, *, period: Period) -> Sequence[Row]:
    """Every use of a power, oldest first."""
    actor, subject = person.alias(), person.alias()
    query = (
        sa.select(
            audit.c.at.label("when"),
            actor.c.name.label("who"),
            audit.c.power.label("what"),
            subject.c.name.label("about whom"),
            audit.c.reason.label("why"),
        )
        .select_from(audit)
        .outerjoin(actor, actor.c.id == audit.c.actor)
        .outerjoin(subject, subject.c.id == audit.c.subject)
        .where(audit.c.at >= period.start_at, audit.c.at < period.end_at)
        .order_by(audit.c.id)
    )
    return [dict(row) for row in db.execute(query).mappings()]


@skill.export(
    "promises",
    [
        Column("number", "number", "everybody"),
        Column("promise", gate="everybody"),
        Column("of", "code", "everybody"),
        Column("owner", gate="everybody"),
        Column("due", "day", "everybody"),
        Column("state", "code", "everybody"),
        Column("news", gate="everybody"),
        Column("told", "instant", "everybody"),
        Column("made", "instant", "everybody"),
    ],
)
def promised(db: Session, *, period: Period) -> Sequence[Row]:
    """What was promised in the period, and what came of it."""
    one = promise.c
    query = (
        sa.select(
            one.id.label("number"),
            one.words.label("promise"),
            one.skill.label("of"),
            person.c.name.label("owner"),
            one.due,
            one.state,
            one.news,
            one.told,
            one.made,
        )
        .select_from(promise.outerjoin(person, person.c.id == one.owner))
        .where(one.made >= period.start_at, one.made < period.end_at)
        .order_by(one.id)
    )
    return [dict(row) for row in db.execute(query).mappings()]
