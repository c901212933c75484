"""Splitting: an account that was joined with somebody's becomes a person of its own again."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import identity, person
from bot.errors import BotError


def split(db: Connection, account: str) -> int:
    """Give an account, written as its workspace and id, an entry of its own; return its id.

    It stays alone until it is joined by hand. What was done so far stays where it is.
    """
    workspace, _, id_ = account.partition("/")
    here = identity.c.workspace == workspace, identity.c.id == id_
    row = db.execute(sa.select(identity).where(*here)).first()
    if row is None:
        raise BotError(f"there is no account {account!r}; `piazza people list` shows them all")
    theirs = sa.select(sa.func.count()).where(identity.c.person_id == row.person_id)
    if db.execute(theirs).scalar_one() < 2:
        raise BotError(f"{account} is nobody else's account")
    before = sa.select(person.c.language, person.c.zone, person.c.left)
    told = db.execute(before.where(person.c.id == row.person_id)).one()._asdict()
    told |= {name: getattr(row, name) for name in ("name", "email", "kind", "active")}
    new: int = db.execute(sa.insert(person).values(**told).returning(person.c.id)).scalar_one()
    db.execute(sa.update(identity).where(*here).values(person_id=new, alone=True))
    db.execute(
        sa.update(person)
        .where(person.c.id == row.person_id, person.c.home == workspace)
        .values(home=None)
    )
    return new
