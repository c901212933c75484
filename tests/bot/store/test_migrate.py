"""The schema of each home goes its own way, on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.errors import SetupError
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.status import SchemaStatus, status
from tests.bot.store.homes import (
    DANGLING,
    HALF,
    LONGER_NAME,
    MEMBER,
    add,
    forget_last,
    make_homes,
)

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

THANK = (
    "INSERT INTO toy_member (name) VALUES ('Ann')",
    "INSERT INTO toy_thanks (to_id, given, details) VALUES (1, '2026-11-27 15:00:00.000000', '{}')",
)


@pytest.fixture
def homes(tmp_path: Path) -> dict[str, Path]:
    return make_homes(tmp_path)


def execute(database: Database, *statements: str) -> None:
    database.write_now(lambda db: [db.execute(text(statement)) for statement in statements])


def thanks(database: Database) -> int:
    return database.read_now(lambda db: db.scalar(text("SELECT count(*) FROM toy_thanks")) or 0)


def tables(database: Database) -> set[str]:
    return database.read_now(lambda db: set(inspect(db.connection()).get_table_names()))


def states(database: Database, homes: dict[str, Path]) -> list[tuple[str, str]]:
    return [(schema.name, schema.state) for schema in status(database, homes)]


def test_an_empty_database_gets_every_schema_core_first(
    empty: Database, homes: dict[str, Path]
) -> None:
    assert states(empty, homes) == [("core", "absent"), ("thanks", "absent")]
    assert upgrade(empty, homes) == ["core: nothing -> 0001", "thanks: nothing -> 0001"]
    assert status(empty, homes) == [
        SchemaStatus("core", "0001", "0001", "current"),
        SchemaStatus("thanks", "0001", "0001", "current"),
    ]
    execute(empty, *THANK)
    assert thanks(empty) == 1


def test_a_second_time_there_is_nothing_to_do(empty: Database, homes: dict[str, Path]) -> None:
    upgrade(empty, homes)
    execute(empty, *THANK)
    assert upgrade(empty, homes) == []
    assert thanks(empty) == 1


def test_a_change_of_a_table_keeps_the_rows_that_refer_to_it(
    empty: Database, homes: dict[str, Path]
) -> None:
    upgrade(empty, homes)
    execute(empty, *THANK)
    add(homes["core"], LONGER_NAME, "0002_longer_name", before="0001")
    assert states(empty, homes) == [("core", "behind"), ("thanks", "current")]
    assert upgrade(empty, homes) == ["core: 0001 -> 0002"]
    assert thanks(empty) == 1
    execute(empty, "DELETE FROM toy_member")
    assert thanks(empty) == 0, "the foreign key is at work again"


def test_several_steps_are_taken_in_their_order(empty: Database, homes: dict[str, Path]) -> None:
    add(homes["core"], LONGER_NAME, "0002_longer_name", before="0001")
    add(homes["core"], "op.drop_table('toy_member')", "0003_gone", before="0002")
    assert upgrade(empty, {"core": homes["core"]}) == ["core: nothing -> 0003"]
    assert "toy_member" not in tables(empty)


def test_a_database_newer_than_the_program_is_refused_and_left_alone(
    empty: Database, homes: dict[str, Path]
) -> None:
    add(homes["thanks"], "op.execute('SELECT 1')", "0002_more", before="0001")
    upgrade(empty, homes)
    forget_last(homes["thanks"])
    add(homes["core"], LONGER_NAME, "0002_longer_name", before="0001")
    with pytest.raises(SetupError) as refusal:
        upgrade(empty, homes)
    assert str(refusal.value) == (
        "thanks: the database is at revision 0002, newer than this program knows (0001). "
        "Install the newer program or restore a backup."
    )
    assert states(empty, homes) == [("core", "behind"), ("thanks", "newer")]


def test_a_skill_that_was_removed_and_added_again_finds_its_rows(
    empty: Database, homes: dict[str, Path]
) -> None:
    upgrade(empty, homes)
    execute(empty, *THANK)
    without = {name: home for name, home in homes.items() if name != "thanks"}
    add(homes["core"], LONGER_NAME, "0002_longer_name", before="0001")
    assert upgrade(empty, without) == ["core: 0001 -> 0002"]
    assert thanks(empty) == 1
    assert upgrade(empty, homes) == []
    assert thanks(empty) == 1


def test_a_migration_that_fails_leaves_nothing_of_its_home(
    empty: Database, homes: dict[str, Path]
) -> None:
    add(homes["thanks"], HALF, "0002_half", before="0001")
    with pytest.raises(SetupError, match="thanks: the upgrade to 0002 failed, nothing of it was"):
        upgrade(empty, homes)
    assert states(empty, homes) == [("core", "current"), ("thanks", "absent")]
    assert tables(empty) == {"alembic_version_core", "toy_member"}


def test_a_migration_that_leaves_a_row_pointing_nowhere_fails(
    empty: Database, homes: dict[str, Path]
) -> None:
    add(homes["thanks"], DANGLING, "0002_dangling", before="0001")
    with pytest.raises(SetupError, match=r"thanks: the upgrade to 0002 failed.*toy_"):
        upgrade(empty, homes)
    assert "toy_thanks" not in tables(empty)


@pytest.mark.parametrize(
    ("name", "before", "words"),
    [
        ("0002_branch", None, "are not one line"),
        ("0002_gap", "0000", "are not one line"),
        ("0001_again", None, "'0001' is taken by another file"),
    ],
)
def test_migrations_that_are_not_one_line_are_refused(
    embedded: Database, homes: dict[str, Path], name: str, before: str | None, words: str
) -> None:
    add(homes["core"], MEMBER, name, before=before)
    with pytest.raises(SetupError, match=words):
        status(embedded, homes)


def test_a_migration_without_a_revision_is_named(
    embedded: Database, homes: dict[str, Path]
) -> None:
    (homes["core"] / "migrations" / "0002_forgotten.py").write_text("down_revision = '0001'\n")
    with pytest.raises(SetupError, match=r"0002_forgotten.py: no line `revision"):
        status(embedded, homes)


def test_a_revision_longer_than_its_column_is_named(
    embedded: Database, homes: dict[str, Path]
) -> None:
    source = f'revision = "{"long" * 10}"\ndown_revision: str | None = "0001"\n'
    (homes["core"] / "migrations" / "0002_long.py").write_text(source)
    with pytest.raises(SetupError, match="longer than 32 characters"):
        status(embedded, homes)


def test_two_processes_that_upgrade_at_once_do_it_once(url: str, homes: dict[str, Path]) -> None:
    words = [f"{name}={home}" for name, home in homes.items()]
    command = [sys.executable, str(HERE / "upgrader.py"), url, *words]
    pipe = subprocess.PIPE
    environment = {"PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in answers] == ["", ""]
    done = "".join(output for output, _ in answers).splitlines()
    assert sorted(done) == ["core: nothing -> 0001", "thanks: nothing -> 0001"]


def test_when_all_is_upgraded_alembic_is_not_even_imported(
    sqlite_url: str, embedded: Database, homes: dict[str, Path]
) -> None:
    upgrade(embedded, homes)
    words = [f"{name}={home}" for name, home in homes.items()]
    code = (
        "import sys; from pathlib import Path; from bot.store.database import open_database; "
        "from bot.store.migrate import upgrade; "
        "homes = {n: Path(h) for n, _, h in (w.partition('=') for w in sys.argv[2:])}; "
        "database = open_database(sys.argv[1]); "
        "assert upgrade(database, homes) == []; database.close(); "
        "assert not {'alembic', 'psycopg'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, sqlite_url, *words], cwd=ROOT, check=True)
