"""The returned: people who were forgotten, and whom an older copy of the database brings back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.forgotten import ADDRESS, NUMBER, Forgotten, addressed, left
from bot.directory.tables import employee, forgotten, identity, person
from bot.store.tables import insert_new


def notes(db: Connection, schema: str | None = None) -> list[dict[str, Any]]:
    """Who is noted as forgotten in a database; nobody where there is no such table."""
    if not sa.inspect(db).has_table(forgotten.name, schema=schema):
        return []
    table = sa.table(forgotten.name, *(sa.column(one.name, one.type) for one in forgotten.c))
    table.schema = schema
    return [dict(row) for row in db.execute(sa.select(table)).mappings()]


def take_over(db: Connection, newer: Sequence[Mapping[str, Any]], keys: Forgotten) -> list[int]:
    """Keep the notes of a newer database; return those people they mean who are here."""
    known = {*db.execute(sa.select(forgotten.c.hash)).scalars()}
    fresh = [dict(row) for row in newer if row["hash"] not in known]
    if not fresh:
        return []
    db.execute(insert_new(db, forgotten), fresh)
    return sorted(_meant(db, {row["hash"] for row in fresh}, keys))


def _meant(db: Connection, hashes: Collection[str], keys: Forgotten) -> set[int]:
    accounts = db.execute(sa.select(identity.c.person_id, identity.c.workspace, identity.c.id))
    ids = [
        (row.person_id, source, row.id)
        for row in accounts
        for source in (row.workspace, left(row.workspace))
    ]
    numbers = db.execute(sa.select(employee.c.person_id, employee.c.key))
    ids += [(row.person_id, NUMBER, row.key) for row in numbers]
    people = db.execute(sa.select(person.c.id, person.c.email, person.c.name))
    ids += [(row.id, ADDRESS, addressed(row.email, row.name)) for row in people if row.email]
    return {whose for whose, source, id_ in ids if keys.hashed(source, id_) in hashes}
