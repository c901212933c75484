"""A database from before: what was given then is still there, public, signed and shown at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.runtime.assembly import homes
from bot.store.database import open_database
from bot.store.drift import drift
from bot.store.migrate import upgrade
from skills.kudos import skill

PERSON = (
    "INSERT INTO person (id, name, email, language, zone, kind, active) VALUES"
    " (1, 'Bob', '', 'en', 'UTC', 'member', true), (2, 'Ann', '', 'en', 'UTC', 'member', true)"
)
THANKS = (
    "INSERT INTO kudos (id, giver, message, value, given) VALUES"
    " (1, 1, 'for the review', 'care', '2026-11-20 10:00:00.000000'),"
    " (2, NULL, '–', '', '2026-11-21 10:00:00.000000')"
)
LINKS = (
    "INSERT INTO kudos_recipient (kudos_id, person_id) VALUES (1, 2), (2, 2)",
    "INSERT INTO kudos_cheer VALUES (2, 1)",
)
COLUMNS = "message, value, workspace, private, anonymous, gist"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The skill's folder as it was."""
    folder = tmp_path / "kudos" / "migrations"
    shutil.copytree(skill.home / "migrations", folder)
    for one in (
        "0002_whole.py",
        "0003_undone.py",
        "0004_reported.py",
        "0005_undone_to.py",
        "0006_group.py",
        "0007_fairness.py",
        "0008_speaking.py",
    ):
        (folder / one).unlink()
    return folder.parent


def test_older_thanks_are_kept(database_url: str | None, tmp_path: Path, older: Path) -> None:
    database = open_database(database_url or f"sqlite:///{tmp_path}/old.db")
    try:
        upgrade(database, {**homes([]), "kudos": older})
        database.write_now(
            lambda db: [db.execute(sa.text(one)) for one in (PERSON, THANKS, *LINKS)]
        )
        assert upgrade(database, homes([skill])) == ["kudos: kudos_0001 -> kudos_0008"]
        rows = database.read_now(
            lambda db: [
                db.execute(sa.text(f"SELECT {COLUMNS} FROM kudos ORDER BY id")).all(),
                db.scalar(sa.text("SELECT count(*) FROM kudos WHERE shown = given")),
                db.scalar(sa.text("SELECT count(*) FROM kudos_recipient")),
                db.scalar(sa.text("SELECT count(*) FROM kudos_cheer")),
            ]
        )
        told = [tuple(row) for row in rows[0]]
        assert told == [("for the review", "care", "", 0, 0, ""), ("–", "", "", 0, 0, "")]
        assert rows[1:] == [2, 2, 1]
        # What they speak of is learnt the next night; of who was forgotten there are no words.
        owed = sa.text("SELECT thing, encoder FROM likeness WHERE skill = 'kudos'")
        learnt = database.read_now(lambda db: [tuple(one) for one in db.execute(owed)])
        assert learnt == [(1, "")]
        assert drift(database, [table.__table__ for table in skill.tables]) == []
    finally:
        database.close()
