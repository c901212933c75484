"""A database from before people could have several accounts: each has the one they had."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.directory.tables import identity, person
from bot.runtime.assembly import homes
from bot.store.database import open_database
from bot.store.drift import drift
from bot.store.migrate import upgrade

BEFORE = (
    "INSERT INTO person (id, name, email, language, zone, kind, active) VALUES"
    " (1, 'Ann', 'ann@example.org', 'en', 'UTC', 'member', true),"
    " (2, 'Gino', 'gino@example.org', 'it', 'UTC', 'guest', false)",
    "INSERT INTO identity (workspace, id, person_id, handle) VALUES"
    " ('slack:T1', 'U1', 1, 'ann'), ('slack:T1', 'U2', 2, 'gino')",
)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_each_account_is_what_its_person_was(database_url: str | None, tmp_path: Path) -> None:
    core = homes([])["core"]
    older = tmp_path / "core" / "migrations"
    shutil.copytree(core / "migrations", older)
    for one in older.glob("00*.py"):
        if one.name >= "0015":
            one.unlink()
    database = open_database(database_url or f"sqlite:///{tmp_path}/old.db")
    try:
        upgrade(database, {"core": older.parent})
        database.write_now(lambda db: [db.execute(sa.text(one)) for one in BEFORE])
        upgrade(database, homes([]))
        rows = database.read_now(lambda db: db.execute(sa.select(identity)).mappings().all())
        told = sorted((row["id"], row["name"], row["email"], row["kind"]) for row in rows)
        assert told == [
            ("U1", "Ann", "ann@example.org", "member"),
            ("U2", "Gino", "gino@example.org", "guest"),
        ]
        assert {row["id"]: (row["active"], row["alone"], row["told"]) for row in rows} == {
            "U1": (True, False, None),
            "U2": (False, False, None),
        }
        assert drift(database, [person, identity]) == []
    finally:
        database.close()
