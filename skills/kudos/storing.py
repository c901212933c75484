"""Storing a thank-you: the one path so busy that its statements are built beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ScalarSelect, Table, bindparam, func, insert, inspect, select
from sqlalchemy.orm import Session

from skills.kudos.model import Kudos, Recipient, Undone

_kudos = cast(Table, inspect(Kudos).local_table)
_recipient = cast(Table, inspect(Recipient).local_table)
_undone = cast(Table, inspect(Undone).local_table)

_names = tuple(one.name for one in _kudos.c if one.name != "id")
_add = insert(_kudos).returning(_kudos.c.id)
_add_recipients = insert(_recipient)


def _since(table: Table) -> ScalarSelect[int]:
    mine = table.c.giver == bindparam("giver"), table.c.given >= bindparam("since")
    return select(func.count()).select_from(table).where(*mine).scalar_subquery()


_count = select(_since(_kudos) + _since(_undone))


def store(db: Session, kudos: Kudos, to: Sequence[int]) -> None:
    """Store a new thank-you for people with these ids, and give it its id."""
    row = {name: getattr(kudos, name) for name in _names}
    connection = db.connection()
    kudos.id = connection.execute(_add, row).scalar_one()
    connection.execute(_add_recipients, [{"kudos_id": kudos.id, "person_id": one} for one in to])


def given_since(db: Session, giver: int, since: datetime) -> int:
    """How many thanks somebody has given since then, with those taken back once they were read."""
    count: int = db.connection().execute(_count, {"giver": giver, "since": since}).scalar_one()
    return count
