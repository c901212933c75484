"""Memory: what a skill stores on somebody it says, and erases when it is asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Card, Person, Role, Skill
from bot.delivery.tables import delivery, inbox, job
from bot.directory.lookup import people_by_id
from bot.directory.roles import grant
from bot.directory.tables import identity, person, role_grant
from bot.insight.themes.tables import theme
from bot.store.drift import drift
from bot.testing import WORKSPACE, Member
from bot.texts import core
from tests.promises.shape import of_people
from tests.promises.tour import Tour

# By the types of columns; that of moments does not say what it is.
MADE_UP = {
    str: "x",
    int: 1,
    bool: False,
    dict: {},
    bytes: b"",
    date: date(2026, 11, 23),
    object: datetime.now(UTC),
}


# Where the names of themes stand besides.
TAGS = {"feedback_tag.tag"}


class _Undo(Exception):
    """Ends a look at what would happen."""


def schema(tour: Tour, skill: Skill) -> list[str]:
    """Each difference between a skill's models and what its migrations made."""
    tables = [table.__table__ for table in skill.tables]
    return drift(tour.team.app.database, tables) if tables else []


def known(tour: Tour, skill: Skill) -> list[str]:
    """Tables about people of which the skill's `knows` says nothing."""

    def look(db: Session) -> Iterator[str]:
        if skill.knower is None:
            return
        told = partial(tour.team.app.house.told, skill.knower, skill, db, now=tour.team.now)
        if told(about=_somebody(db)):
            yield "knows tells somebody new what is not about them"
        for table, column in of_people(skill):
            one = _somebody(db)
            if not (_hand_over(db, table, column, one) or _made_up(db, skill, column, one)):
                yield f"{table.name}.{column.name}: the tour left no row in it"
                continue
            facts = told(about=one)
            # Somebody else may have told it in confidence: then whom it is about is not to know.
            if bool(facts) == ("confided" in column.info):
                said = "tells what was confided" if facts else "says nothing of it"
                yield f"{table.name}.{column.name} is about people, and knows {said}"
            for language in ("en", "it"):
                reader = Person(one.id, one.name, language=language)
                teller = tour.team.app.answering.teller(WORKSPACE, reader, skill.name)
                teller.card(Card(core("done"), facts=facts))

    return _looking(tour, look)


def forgotten(tour: Tour, skill: Skill) -> list[str]:
    """Columns in which somebody stays whom the skill was to forget, and others whom it forgot."""

    def look(db: Session) -> Iterator[str]:
        if skill.forgetter is None:
            return
        forgetter = partial(tour.team.app.house.told, skill.forgetter, skill, db, now=tour.team.now)
        before = _everything(db, skill)
        forgetter(about=_somebody(db))
        db.flush()
        if _everything(db, skill) != before:
            yield "forget changes what is about others"
        for table, column in of_people(skill):
            one = _somebody(db)
            if _hand_over(db, table, column, one) or _made_up(db, skill, column, one):
                forgetter(about=one)
                db.flush()
                yield from _traces(db, skill, one)

    return _looking(tour, look)


def nothing_left(tour: Tour, member: Member) -> list[str]:
    """Where a name or words of somebody are still found after all skills have forgotten them."""
    marks = (member.profile.name, tour.mark(member))
    tables = [table.__table__ for skill in tour.skills for table in skill.tables]
    found: list[str] = []

    def look(db: Session) -> Iterator[str]:
        # Somebody has to stay community manager.
        stays = next(one for one in tour.people if one is not member).person
        grant(db.connection(), stays.id, Role.CM, tour.team.now)
        tour.team.app.house.forget(db, member.person, tour.team.now)
        db.flush()
        # What a manager has called a theme is the company's word from then on, also as a tag.
        named = {mark for mark in marks if mark in str(db.execute(sa.select(theme.c.names)).all())}
        for table in (*tables, person, identity, role_grant, delivery, inbox):
            for row in db.execute(sa.select(table)).mappings():
                for column, value in row.items():
                    ours = named if f"{table.name}.{column}" in TAGS else ()
                    if any(mark in str(value) for mark in marks if mark not in ours):
                        yield f"{table.name}.{column}"

    found += _looking(tour, look)
    return sorted(set(found))


def confided(tour: Tour) -> list[str]:
    """Where words still stand that somebody has typed in confidence."""
    marks = [tour.confidence(one) for one in tour.people]
    tables = [table.__table__ for skill in tour.skills for table in skill.tables]

    def look(db: Session) -> Iterator[str]:
        for table in (*tables, delivery, inbox, job):
            for row in db.execute(sa.select(table)).mappings():
                for column, value in row.items():
                    if any(mark in str(value) for mark in marks):
                        yield f"{table.name}.{column}"

    return sorted(set(_looking(tour, look)))


def _looking(tour: Tour, look: Callable[[Session], Iterator[str]]) -> list[str]:
    """Look at what would happen, and let nothing of it happen."""
    found: list[str] = []

    def undone(db: Session) -> None:
        found.extend(look(db))
        raise _Undo

    try:
        tour.team.app.database.write_now(undone)
    except _Undo:
        return found
    raise AssertionError("the look was not undone")


def _somebody(db: Session) -> Person:
    """Somebody new, of whom nothing is known."""
    row = {"name": "Nemo", "email": "", "language": "en", "zone": "UTC", "kind": "member"}
    id_ = db.scalars(sa.insert(person).values(**row, active=True).returning(person.c.id)).one()
    return people_by_id(db.connection(), [id_], datetime.now(UTC))[id_]


def _hand_over(db: Session, table: sa.Table, column: sa.Column[int], to: Person) -> bool:
    """Make one row that is about a person be about another one."""
    keys = list(table.primary_key.columns)
    row = db.execute(sa.select(*keys).where(column.is_not(None)).limit(1)).first()
    if row is None:
        return False
    this = sa.and_(*(key == value for key, value in zip(keys, row, strict=True)))
    db.execute(sa.update(table).where(this).values({column.name: to.id}))
    db.expire_all()
    return True


def _made_up(db: Session, skill: Skill, column: sa.Column[int], to: Person) -> bool:
    """Make a row up where what the tour left was kept for a short time only.

    But not for a skill of which it left nothing anywhere.
    """
    table = column.table
    others = (one for one, _ in of_people(skill) if one is not table)
    if not any(db.execute(sa.select(one).limit(1)).first() for one in others):
        return False
    values: dict[str, Any] = {}
    for one in table.columns:
        if one is column:
            values[one.name] = to.id
        elif one.foreign_keys and not one.nullable:
            [key] = one.foreign_keys
            # Of somebody else there may be such a row already.
            of_somebody = key.column.table is person
            found = _somebody(db).id if of_somebody else db.scalar(sa.select(key.column).limit(1))
            values[one.name] = found
        elif not (one.nullable or one.autoincrement is True or one is table.autoincrement_column):
            values[one.name] = MADE_UP[one.type.python_type]
    if None in values.values():
        return False
    db.execute(sa.insert(table).values(values))
    return True


def _traces(db: Session, skill: Skill, one: Person) -> Iterator[str]:
    for table, column in of_people(skill):
        if db.execute(sa.select(table).where(column == one.id)).first():
            yield f"{table.name}.{column.name} still refers to whom the skill was to forget"


def _everything(db: Session, skill: Skill) -> list[Any]:
    tables = [table.__table__ for table in skill.tables]
    return [sorted(map(str, db.execute(sa.select(table)).all())) for table in tables]
