"""A story's database is the one that the migrations make, whichever way it was made."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.runtime.assembly import homes
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.status import status
from bot.testing_schema import prepare
from skills.kudos import skill

HOMES = homes([skill])


def taken_away(database: Database) -> list[str]:
    """Every table and index as it would be made; they are gone."""
    found = MetaData()
    found.reflect(database.engine)
    tables = [str(CreateTable(one).compile(database.engine)) for one in found.sorted_tables]
    indexes = [
        str(CreateIndex(index).compile(database.engine))
        for one in found.sorted_tables
        for index in sorted(one.indexes, key=lambda index: str(index.name))
    ]
    found.drop_all(database.engine)
    return tables + indexes


def test_what_was_made_before_is_made_again_just_so(empty: Database) -> None:
    upgrade(empty, HOMES)
    migrated = taken_away(empty)
    assert len(migrated) > 20
    for _ in range(2):
        prepare(empty, HOMES)
        assert {one.state for one in status(empty, HOMES)} == {"current"}
        assert taken_away(empty) == migrated
