"""Moving: everything arrives, in either direction, or nothing does."""

from __future__ import annotations

import json
import signal
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cli.moving import homes_of
from bot.directory.tables import installation, person
from bot.errors import BotError, SetupError
from bot.runtime import discover
from bot.runtime.assembly import homes
from bot.runtime.settings import Settings
from bot.sample.filling import fill
from bot.store import moving
from bot.store.database import Database, open_database
from bot.store.migrate import upgrade
from bot.store.moved import refuse_moved
from bot.store.moving import Moved
from bot.store.solitude import InUse
from tests.bot.sample.hall import Hall
from tests.bot.store.mover import both
from tests.e2e.nursery import Child

NOW = datetime(2026, 11, 26, 16, 20, tzinfo=UTC)
SKILLS = discover.load_skills(["kudos", "cm"])
HOMES = homes(SKILLS)


def quiet(_total: int) -> Any:
    return nullcontext(lambda _count: None)


def moved(here: str, there: str) -> Moved:
    with both(here, there) as ends:
        return moving.move(ends, homes_of, quiet)


def contents(url: str) -> dict[str, Any]:
    """Every row of every table, as the models read them, and the numbers given last."""
    engine = sa.create_engine(url)
    found: dict[str, Any] = {}
    with engine.connect() as db:
        for table in person.metadata.sorted_tables:
            if sa.inspect(db).has_table(table.name):
                query = sa.select(table)
                if table is installation:
                    query = query.where(installation.c.name.not_in(("moved", "arriving")))
                rows = db.execute(query).mappings().all()
                found[table.name] = sorted(repr({k: _even(one[k]) for k in one}) for one in rows)
        for name in [one for one in sa.inspect(db).get_table_names() if one.startswith("alembic")]:
            found[name] = db.scalar(sa.text(f"SELECT version_num FROM {name}"))
    engine.dispose()
    return found


def _even(value: object) -> object:
    """A value as both databases have it: PostgreSQL keeps no order in JSON."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a sample company with a few weeks of history."""
    url = f"sqlite:///{tmp_path_factory.mktemp('company')}/piazza.db"
    conf = Settings(skills={skill.name: skill.settings() for skill in SKILLS})
    with closing(open_database(url)) as database:
        fill(conf, SKILLS, database, Hall(), people=40, weeks=3, now=NOW)
    return url


@pytest.fixture
def source(company: str, tmp_path: Path) -> str:
    """The same, to be moved."""
    copy = tmp_path / "old.db"
    copy.write_bytes(Path(company.removeprefix("sqlite:///")).read_bytes())
    return f"sqlite:///{copy}"


def test_a_company_moves_to_postgresql_and_back_and_is_what_it_was(
    source: str, postgres_url: str, tmp_path: Path
) -> None:
    before = contents(source)
    assert len(before["delivery"]) > 50
    assert moved(source, postgres_url).rows > 500
    assert contents(postgres_url) == before
    back = f"sqlite:///{tmp_path}/back.db"
    moved(postgres_url, back)
    assert contents(back) == before


@pytest.mark.parametrize("there", ["sqlite", "postgresql"])
@pytest.mark.parametrize("point", ["rows", "take_numbers", "mark", "unmark"])
def test_a_move_that_is_killed_can_be_said_again_and_meanwhile_nobody_starts_on_the_new_one(
    source: str, there: str, point: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    new = f"sqlite:///{tmp_path}/new.db"
    if there == "postgresql":
        new = request.getfixturevalue("postgres_url")
    before = contents(source)
    mover = Child([], tmp_path, {}, 1, 2, ("tests.bot.store.mover:move", [source, new, point]))
    assert mover.wait() == -signal.SIGKILL
    with both(source, new) as ends:
        if point in ("mark", "unmark"):
            with pytest.raises(SetupError, match="from the old one was broken off; say"):
                upgrade(ends.target, HOMES)
        else:
            assert (
                ends.target.read_now(lambda db: sa.inspect(db.connection()).get_table_names()) == []
            )
    moved(source, new)
    assert contents(new) == before
    with closing(open_database(new)) as database:
        refuse_moved(database)


def test_what_was_left_says_where_it_has_moved_to_and_is_else_as_it_was(
    source: str, tmp_path: Path
) -> None:
    before = contents(source)
    new = f"sqlite:///{tmp_path}/new.db"
    moved(source, new)
    assert contents(source) == before
    told = pytest.raises(SetupError, match="has moved to the new one; set DATABASE_URL to that")
    with both(source, f"sqlite:///{tmp_path}/another.db") as ends, told:
        upgrade(ends.source, HOMES)
    with pytest.raises(SetupError, match="has moved to the new one before"):
        moved(source, f"sqlite:///{tmp_path}/another.db")


def test_a_database_that_is_not_empty_is_left_alone(source: str, postgres_url: str) -> None:
    with closing(open_database(postgres_url)) as database:
        upgrade(database, HOMES)
    before = contents(postgres_url)
    with pytest.raises(BotError, match="the new one: is not empty, it holds alembic_version_cm"):
        moved(source, postgres_url)
    assert contents(postgres_url) == before


def test_an_empty_database_is_nothing_to_move(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="the old one: there is nothing to move"):
        moved(f"sqlite:///{tmp_path}/none.db", f"sqlite:///{tmp_path}/new.db")


@pytest.mark.parametrize("held", ["source", "target"])
def test_nobody_is_there_while_it_moves(source: str, postgres_url: str, held: str) -> None:
    with both(source, postgres_url) as elsewhere:
        database: Database = getattr(elsewhere, held)
        database.read_now(lambda db: db.execute(sa.text("SELECT 1")))  # and keeps its connection
        with pytest.raises(InUse, match="somebody has it open; stop Piazza"):
            moved(source, postgres_url)
    moved(source, postgres_url)


def test_what_postgresql_cannot_keep_is_told_with_its_row(source: str, postgres_url: str) -> None:
    change(source, "UPDATE person SET name = 'A' || char(0) || 'nn' WHERE id = 7")
    with pytest.raises(BotError, match=r"person, id 7: cannot be kept there: .*NUL"):
        moved(source, postgres_url)
    change(source, "UPDATE person SET name = printf('%0300d', 1) WHERE id = 7")
    with pytest.raises(BotError, match=r"person, id 7: cannot be kept there: value too long"):
        moved(source, postgres_url)
    change(source, "UPDATE person SET name = 'Zo\u00eb \U0001f389' WHERE id = 7")
    moved(source, postgres_url)
    assert "\U0001f389" in str(contents(postgres_url)["person"])


def test_a_number_that_was_given_is_never_given_again(
    source: str, postgres_url: str, tmp_path: Path
) -> None:
    change(source, "UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'kudos'")
    moved(source, postgres_url)
    add = (
        "INSERT INTO kudos (message, value, given, shown, workspace, private, anonymous, gist)"
        " VALUES ('', '', '2026-01-01', '2026-01-01', '', false, false, '') RETURNING id"
    )
    assert change(postgres_url, add) == 5001
    back = f"sqlite:///{tmp_path}/back.db"
    moved(postgres_url, back)
    assert change(back, add) == 5002


def test_nothing_and_the_null_of_json_stay_apart(
    source: str, postgres_url: str, tmp_path: Path
) -> None:
    kinds = "SELECT group_concat(coalesce(provider_ref, 'nothing')) FROM delivery"
    change(source, "UPDATE delivery SET provider_ref = 'null' WHERE state = 'sent'")
    before = change(source, kinds)
    moved(source, postgres_url)
    back = f"sqlite:///{tmp_path}/back.db"
    moved(postgres_url, back)
    assert change(back, kinds) == before
    assert {"null", "nothing"} <= {*before.split(",")}


def test_a_table_that_belongs_to_no_skill_is_not_left_behind_in_silence(
    source: str, tmp_path: Path
) -> None:
    change(source, "CREATE TABLE gone_notes (id INTEGER PRIMARY KEY)")
    with pytest.raises(BotError, match="gone_notes: no skill that is installed has such a table"):
        moved(source, f"sqlite:///{tmp_path}/new.db")


def change(url: str, statement: str) -> Any:
    """Change something behind Piazza's back, or look at it."""
    engine = sa.create_engine(url)
    with engine.begin() as db:
        found = db.execute(sa.text(statement))
        value = found.scalar() if found.returns_rows else None
    engine.dispose()
    return value
