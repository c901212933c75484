"""`piazza db restore` and `restored`: an older copy sends nothing again and brings nobody back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cli.context import opened
from bot.delivery.figures import counts
from bot.delivery.tables import delivery
from bot.directory.tables import installation
from bot.runtime import first_day

from .shell import ANN, BOB, CARLA, Shell

NOW = datetime.now(UTC)
COPY = "copy.db"
UNDER_WAY = ("pending", "sending", "unknown")


def row(state: str, not_before: datetime, **more: Any) -> dict[str, Any]:
    """A delivery that has come so far."""
    return {
        "id": uuid.uuid4(),
        "workspace": "slack:T0COMPANY",
        "lane": 0,
        "kind": "kudos",
        "params": {},
        "state": state,
        "not_before": not_before,
        "made": not_before,
        **more,
    }


def under_way() -> None:
    """Put something of every state into the outbox, and let Piazza have been here for weeks."""
    before, later = NOW - timedelta(hours=1), NOW + timedelta(days=2)
    rows = [row(state, before) for state in (*UNDER_WAY, "sent")]
    removal = row("pending", before, about="kudos:1/withdrawn", params={"withdraw": True})
    with opened() as piazza:

        def fill(db: Any) -> None:
            for one in [*rows, row("pending", later), removal]:
                db.execute(sa.insert(delivery), one)
            old = (NOW - timedelta(days=60)).isoformat()
            here = installation.c.name == "installed"
            db.execute(sa.update(installation).where(here).values(value=old))
            for name, value in (("slack:T1", old), ("slack:T2", later.isoformat())):
                known = {"name": f"introduced/{name}", "value": value}
                db.execute(sa.insert(installation), known)

        piazza.database.write_now(fill)


def stands() -> dict[str, int]:
    """How many deliveries are in each state."""
    with opened() as piazza:
        return piazza.database.read_now(lambda db: counts(db.connection()))


def planned() -> int:
    """How many occurrences would be planned now."""
    with opened() as piazza:
        piazza.planner.workspaces = ["slack:T0COMPANY"]
        return len(piazza.database.read_now(piazza.planner.due))


def names() -> set[str]:
    with opened() as piazza:
        query = sa.text("SELECT name FROM person")
        return set(piazza.database.read_now(lambda db: db.scalars(query).all()))


def test_nothing_is_sent_or_planned_again_and_nobody_comes_back(piazza: Shell) -> None:
    piazza.knows(ANN, BOB, CARLA)
    under_way()
    assert planned() > 0
    assert piazza("db", "backup", COPY).status == 0
    assert piazza("forget", "--yes", BOB.email).status == 0
    ran = piazza("db", "restore", COPY)
    assert (ran.status, ran.err) == (0, "")
    first, second = ran.out.splitlines()
    assert first.startswith("restored: 3 messages that were under way are given up")
    assert first.endswith("1 people who were erased since are erased again")
    assert stands() == {"failed": 3, "sent": 1, "pending": 2}
    assert planned() == 0
    assert names() == {ANN.name, CARLA.name}
    piazza.knows(BOB)
    assert names() == {ANN.name, CARLA.name}
    kept = Path(second.partition("kept: ")[2])
    assert kept.is_file()
    assert {one.name for one in Path(".piazza").iterdir()} == {"piazza.db", kept.name}


def test_what_was_introduced_since_is_not_introduced_again(piazza: Shell) -> None:
    piazza.knows(ANN)
    under_way()
    piazza("db", "backup", COPY)
    piazza("db", "restore", COPY)
    then = NOW + timedelta(days=3)
    with opened() as it:
        ask = it.database.read_now
        assert not ask(lambda db: first_day.waiting(db, "slack:T1", then))
        assert ask(lambda db: first_day.waiting(db, "slack:T2", then))


def test_without_a_database_it_is_said_that_nothing_is_known_of_the_erased(piazza: Shell) -> None:
    piazza.knows(ANN)
    piazza("db", "backup", COPY)
    Path(".piazza/piazza.db").unlink()
    ran = piazza("db", "restore", COPY)
    assert "erase them again, `piazza forget`" in ran.out
    Path(".piazza/piazza.db").write_text("a file that was a database before the disk failed")
    ran = piazza("db", "restore", COPY)
    assert "erase them again, `piazza forget`" in ran.out
    assert names() == {ANN.name}


@pytest.mark.parametrize("spoil", ["missing", "text", "foreign"])
def test_what_is_no_copy_is_told_in_a_line_and_changes_nothing(piazza: Shell, spoil: str) -> None:
    piazza.knows(ANN)
    if spoil == "text":
        Path(COPY).write_text("no database at all, but long enough to be taken for one" * 9)
    if spoil == "foreign":
        engine = sa.create_engine(f"sqlite:///{COPY}")
        with engine.begin() as db:
            db.execute(sa.text("CREATE TABLE person (id)"))
        engine.dispose()
    ran = piazza("db", "restore", COPY)
    assert ran.status == 1
    assert ran.complaint
    assert names() == {ANN.name}
    assert [one.name for one in Path(".piazza").iterdir()] == ["piazza.db"]


def test_it_waits_for_nobody_who_is_still_there(piazza: Shell) -> None:
    piazza.knows(ANN)
    piazza("db", "backup", COPY)
    with opened() as it:
        it.database.read_now(lambda db: db.execute(sa.text("SELECT 1")))
        for words in (["restore", COPY], ["restored"], ["move", "sqlite:///new.db"]):
            assert "somebody has it open; stop Piazza" in piazza("db", *words).complaint


def test_a_database_that_has_moved_starts_nothing_until_one_goes_back_to_it(piazza: Shell) -> None:
    piazza.knows(ANN)
    under_way()
    moved = piazza("db", "move", "sqlite:///new.db")
    assert (moved.status, moved.err) == (0, "")
    for words in (["run"], ["people", "list"], ["db", "upgrade"]):
        told = piazza(*words).complaint
        assert told.startswith(f"this database has moved to sqlite:///{piazza.folder}/new.db; set")
    assert piazza("db", "restored").status == 0
    assert stands() == {"failed": 3, "sent": 1, "pending": 2}
    piazza.set("DATABASE_URL", "sqlite:///new.db")
    assert stands() == {"pending": 3, "sending": 1, "unknown": 1, "sent": 1}


def test_a_password_is_never_shown(piazza: Shell) -> None:
    piazza.knows(ANN)
    for address in ("postgresql://me:secret@127.0.0.1:9/x", "mysql://me:secret@x/y", "secret"):
        ran = piazza("db", "move", address)
        assert ran.status == 1
        assert "secret" not in ran.complaint


def test_on_postgresql_it_is_said_after_its_own_program(piazza: Shell, postgres_url: str) -> None:
    piazza.set("DATABASE_URL", postgres_url)
    piazza.knows(ANN, BOB)
    under_way()
    engine = sa.create_engine(postgres_url)
    with engine.begin() as db:
        db.execute(sa.text("CREATE SCHEMA before_restore"))
        db.execute(sa.text("CREATE TABLE before_restore.forgotten (LIKE forgotten)"))
    piazza("forget", "--yes", BOB.email)
    with engine.begin() as db:
        db.execute(sa.text("INSERT INTO before_restore.forgotten SELECT * FROM forgotten"))
        db.execute(sa.text("DELETE FROM forgotten"))
    engine.dispose()
    piazza.knows(BOB)
    assert names() == {ANN.name, BOB.name}
    assert "pg_restore --no-owner" in piazza("db", "restore", "friday.dump").complaint
    ran = piazza("db", "restored")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("restored: 3 messages")
    assert names() == {ANN.name}
    assert stands() == {"failed": 3, "sent": 1, "pending": 2}
    with engine.begin() as db:
        db.execute(sa.text("DROP SCHEMA before_restore CASCADE"))
    engine.dispose()
