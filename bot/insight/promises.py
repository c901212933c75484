"""Promises: what was said would be done, by whom and until when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.directory.tables import ID, person
from bot.store.tables import Moment, Table

PLANNED, BUILDING, KEPT, DROPPED = STATES = ("planned", "building", "kept", "dropped")
OPEN = (PLANNED, BUILDING)
SHORTEST, LONGEST = 10, 300

# The words go when whoever wrote them is forgotten; an owner who is forgotten leaves it to nobody.
promise = sa.Table(
    "promise",
    Table.metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("skill", sa.String(64), nullable=False),
    sa.Column("about", ID),
    sa.Column("words", sa.String(LONGEST), nullable=False),
    sa.Column("owner", ID, sa.ForeignKey("person.id", ondelete="SET NULL"), index=True),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("news", sa.String(LONGEST), nullable=False),
    sa.Column("news_by", ID, sa.ForeignKey("person.id", ondelete="SET NULL"), index=True),
    sa.Column("told", Moment),
    sa.Column("made", Moment, nullable=False),
    sa.Column(
        "made_by", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), index=True, nullable=False
    ),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised; `about` is the number of what it came of, a round or an idea of `skill`.

    `owner` is the id of whoever sees to it, `owner_name` their name, empty where nobody does.
    `state` is planned, building, kept or dropped; `news` what was `told` of it last.
    """

    id: int
    skill: str
    about: int | None
    words: str
    owner: int | None
    owner_name: str
    due: date
    state: str
    news: str
    told: datetime | None
    made: datetime

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in OPEN


def promises(
    db: Session,
    *,
    skill: str = "",
    about: int | None = None,
    since: datetime | None = None,
    unreported_since: datetime | None = None,
) -> list[Promise]:
    """Promises, what is due first: of a skill, about one thing of it.

    `since`: those that are open, or of which something was told from then on. `unreported_since`:
    those that are open, and of which nothing was told from then on.
    """
    wanted: list[sa.ColumnElement[bool]] = []
    if skill:
        wanted.append(promise.c.skill == skill)
    if about is not None:
        wanted.append(promise.c.about == about)
    if since is not None:
        wanted.append(sa.or_(_open, promise.c.told >= since))
    if unreported_since is not None:
        silent = sa.or_(promise.c.told.is_(None), promise.c.told < unreported_since)
        wanted.append(sa.and_(_open, silent))
    return _found(db.connection(), *wanted)


def among(db: Connection, ids: sa.Select[int]) -> list[Promise]:
    """Some promises by their numbers, what is due first."""
    return _found(db, promise.c.id.in_(ids))


def find(db: Connection, id_: int) -> Promise | None:
    """A promise by its number."""
    return next(iter(_found(db, promise.c.id == id_)), None)


def overdue(db: Connection, today: date) -> list[Promise]:
    """Those that are open although their day is over."""
    return _found(db, _open, promise.c.due < today)


def still_open(db: Connection) -> list[Promise]:
    """Those of which something is still to come."""
    return _found(db, _open)


@dataclass(frozen=True, slots=True)
class Pressing:
    """How many promises press, the `first` of their days, and `since` when the oldest is silent."""

    count: int
    first: date | None
    since: datetime | None


def pressing(
    db: Connection, today: date, soon: timedelta, before: datetime
) -> tuple[Pressing, Pressing, Pressing]:
    """Those that are late, those due soon, and others of which nothing was told since `before`."""
    silent = sa.func.coalesce(promise.c.told, promise.c.made)
    kind = sa.case(
        (promise.c.due < today, "late"),
        (promise.c.due <= today + soon, "soon"),
        (silent < before, "silent"),
    )
    query = sa.select(
        kind.label("kind"),
        sa.func.count().label("count_"),
        sa.func.min(promise.c.due).label("first"),
        sa.func.min(silent, type_=Moment).label("since"),
    )
    rows = db.execute(query.where(_open).group_by(sa.text("1")))
    found = {row.kind: Pressing(row.count_, row.first, row.since) for row in rows}
    nothing = Pressing(0, None, None)
    return found.get("late", nothing), found.get("soon", nothing), found.get("silent", nothing)


def count_open(db: Connection) -> int:
    """How many are open."""
    return db.execute(sa.select(sa.func.count()).where(_open)).scalar_one()


def public(db: Connection, now: datetime, days: int) -> list[Promise]:
    """Those that are open, and those of which something was told in the last days."""
    return _found(db, sa.or_(_open, promise.c.told >= now - timedelta(days=days)))


def of_owner(db: Connection, id_: int) -> list[Promise]:
    """Those that somebody sees to, or has made."""
    return _found(db, sa.or_(promise.c.owner == id_, promise.c.made_by == id_))


def add(
    db: Connection,
    *,
    skill: str,
    about: int | None,
    words: str,
    owner: int,
    due: date,
    by: int,
    now: datetime,
) -> Promise:
    """Keep a promise."""
    row = {
        "skill": skill,
        "about": about,
        "words": words,
        "owner": owner,
        "due": due,
        "state": PLANNED,
        "news": "",
        "made": now,
        "made_by": by,
    }
    id_ = db.execute(sa.insert(promise).returning(promise.c.id), row).scalar_one()
    found = find(db, id_)
    assert found is not None
    return found


def report(db: Connection, id_: int, state: str, news: str, by: int, now: datetime) -> None:
    """Say what came of a promise."""
    _set(db, id_, state=state, news=news, news_by=by, told=now)


def change(db: Connection, id_: int, *, owner: int, due: date) -> None:
    """Give a promise to somebody else, or another day."""
    _set(db, id_, owner=owner, due=due)


def forget(db: Connection, id_: int) -> None:
    """Leave nothing that somebody wrote."""
    theirs = sa.update(promise).where(promise.c.news_by == id_)
    db.execute(theirs.values(news="", news_by=None))
    db.execute(sa.delete(promise).where(promise.c.made_by == id_))
    db.execute(sa.update(promise).where(promise.c.owner == id_).values(owner=None))


def _set(db: Connection, id_: int, **values: Any) -> None:
    db.execute(sa.update(promise).where(promise.c.id == id_).values(values))


_open = promise.c.state.in_(OPEN)


def _found(db: Connection, *wanted: sa.ColumnElement[bool]) -> list[Promise]:
    columns = [promise.c[name] for name in Promise.__slots__ if name != "owner_name"]
    query = sa.select(*columns, person.c.name.label("owner_name")).outerjoin(
        person, person.c.id == promise.c.owner
    )
    rows = db.execute(query.where(*wanted).order_by(promise.c.due, promise.c.id))
    return [_of_row(row) for row in rows]


def _of_row(row: Any) -> Promise:
    return Promise(**{**row._mapping, "owner_name": row.owner_name or ""})
