"""`piazza db`: upgraded once, never downgraded; an unusable database is told in a line."""

from __future__ import annotations

import sqlite3

import pytest

from .shell import Shell


def test_the_schema_is_brought_up_to_date_once(piazza: Shell) -> None:
    assert [line.split()[1] for line in piazza("db", "status").out.splitlines()] == ["absent"] * 3
    first = piazza("db", "upgrade")
    assert (first.status, first.err) == (0, "")
    assert [line.partition(":")[0] for line in first.out.splitlines()] == ["core", "kudos", "cm"]
    assert piazza("db", "upgrade").out == "everything is up to date\n"
    assert [line.split()[1] for line in piazza("db", "status").out.splitlines()] == ["current"] * 3


def test_a_newer_schema_is_refused_by_all_that_would_use_it(piazza: Shell) -> None:
    piazza("db", "upgrade")
    with sqlite3.connect(".piazza/piazza.db") as database:
        database.execute("UPDATE alembic_version_kudos SET version_num = 'kudos_9999'")
    database.close()
    for words in (["db", "upgrade"], ["run"], ["people", "list"], ["check"]):
        ran = piazza(*words)
        assert ran.status == 1
        assert ran.complaint.startswith("kudos: the database is ")
        assert "newer" in ran.complaint
    assert piazza("db", "status").out.splitlines()[1].split()[1] == "newer"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE kudos DROP COLUMN message", "lacks kudos.message, which the model has; "),
        ("DROP TABLE kudos_cheer", "lacks kudos_cheer, which the model has; add a migration or, "),
        (
            "DROP TABLE kudos_cheer; CREATE TABLE kudos_cheer (kudos_id, person_id, x NOT NULL,"
            " spare, filled NOT NULL DEFAULT 1)",
            "wants kudos_cheer.x, which the model has not; add a migration or, ",
        ),
    ],
)
def test_a_schema_that_is_not_what_the_models_say_is_told(
    piazza: Shell, change: str, told: str
) -> None:
    piazza("db", "upgrade")
    with sqlite3.connect(".piazza/piazza.db") as database:
        database.executescript(change)
    database.close()
    for words in (["check"], ["db", "status"], ["run"]):
        ran = piazza(*words)
        assert ran.status == 1
        assert ran.complaint.startswith(f"kudos: the database {told}")
        assert ran.complaint.endswith("while there is nothing to keep, remove .piazza")
    assert piazza("db", "status").out.splitlines()[1].split()[:2] == ["kudos", "current"]


def test_what_is_not_upgraded_yet_is_not_compared(piazza: Shell) -> None:
    assert piazza("db", "status").status == 0
    piazza("db", "upgrade")
    with sqlite3.connect(".piazza/piazza.db") as database:
        database.executescript("DROP TABLE kudos_cheer; DROP TABLE alembic_version_kudos")
    database.close()
    assert piazza("db", "status").status == 0


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("PIAZZA_HOME", "app.yaml/data", "PIAZZA_HOME: app.yaml/data can't be made (Not a dir"),
        ("PIAZZA_HOME", "app.yaml", "PIAZZA_HOME: app.yaml is a file; name a folder"),
        ("DATABASE_URL", "sqlite:///app.yaml", "database: app.yaml: file is not a database;"),
        ("DATABASE_URL", "mysql://localhost/piazza", "DATABASE_URL: "),
        ("DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/x", "The database can't be reached"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_line(
    piazza: Shell, variable: str, value: str, complaint: str
) -> None:
    piazza.set(variable, value)
    ran = piazza("people", "list")
    assert ran.status == 1
    assert ran.complaint.startswith(complaint)
    assert "secret" not in ran.complaint
