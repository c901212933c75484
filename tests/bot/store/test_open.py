"""Which databases can be opened, and what is said of the others."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.store.database import open_database


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://localhost/piazza", "'mysql' is not known; write sqlite:///"),
        ("piazza.db", "no address of a database; write sqlite:///"),
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
        ("sqlite:///file:piazza?mode=memory&uri=true", "SQLite needs a file"),
    ],
)
def test_what_is_no_database_for_us_is_refused(url: str, words: str) -> None:
    with pytest.raises(SetupError, match=words) as refusal:
        open_database(url)
    assert "\n" not in str(refusal.value)


def test_the_folder_is_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/not/there/yet/piazza.db").close()
    assert (tmp_path / "not/there/yet/piazza.db").is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match=r"file/piazza.db: its folder can't be made"):
        open_database(f"sqlite:///{tmp_path}/file/piazza.db")


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear database, " * 100)
    with pytest.raises(SetupError, match=r"letter.txt: file is not a database; name a file"):
        open_database(f"sqlite:///{letter}")
    assert letter.read_text().startswith("Dear database")


def test_an_sqlite_file_is_durable(sqlite_url: str) -> None:
    def settings(names: tuple[str, ...]) -> list[object]:
        with closing(open_database(sqlite_url)) as database:
            return database.write_now(
                lambda db: [
                    db.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in names
                ]
            )

    assert settings(("journal_mode", "synchronous", "foreign_keys")) == ["wal", 2, 1]
