"""`piazza db backup`: a copy that is whole, whatever happens meanwhile."""

from __future__ import annotations

import itertools
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.slack_world import ANN, BOB, CARLA, Driver, StrictSlack

from .connected import THANKS, connected
from .running import APP_YAML
from .shell import ANN as ANNS_PROFILE
from .shell import Shell

GENEROUS = APP_YAML.replace("kudos:", "kudos: {allowance: 1000000}")
PAIRS = ((ANN, "bob"), (BOB, "carla"), (CARLA, "ann"))
COPY = Path("copy.db")
SAID = re.compile(r"thank|ringrazia")


@dataclass
class Thanks:
    """Thank-yous that go on; `told` is how many are acknowledged."""

    driver: Driver
    told: int = 0
    others: list[object] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    come: threading.Condition = field(default_factory=threading.Condition)

    def go_on(self) -> None:
        for number, (giver, to) in enumerate(itertools.cycle(PAIRS)):
            reply = self.driver.command(giver, "/kudos", f"@{to} {THANKS} {number}")
            if reply.status != 200 or not SAID.search(str(reply.body)):
                self.others.append(reply)
            with self.come:
                self.told += 1
                self.come.notify_all()
            if self.ended.is_set():
                return

    def wait_for(self, more: int) -> int:
        """Wait until so many more have come; return how many there are."""
        with self.come:
            wanted = self.told + more
            assert self.come.wait_for(lambda: self.told >= wanted, 60)
            return self.told


@contextmanager
def coming_in(driver: Driver) -> Iterator[Thanks]:
    """Thank-yous one after another while something else is done."""
    thanks = Thanks(driver)
    thread = threading.Thread(target=thanks.go_on)
    thread.start()
    try:
        yield thanks
    finally:
        thanks.ended.set()
        thread.join()
    assert thanks.others == []


def counted(file: Path, what: str) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return int(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


def test_a_copy_made_while_thanks_come_in_is_one_moment_and_starts_a_bot(tmp_path: Path) -> None:
    with StrictSlack() as slack:
        with connected(slack, app_yaml=GENEROUS, folder=tmp_path) as (bot, driver):
            with coming_in(driver) as thanks:
                before = thanks.wait_for(5)
                made = bot.command("db", "backup", str(tmp_path / COPY))
                after = thanks.wait_for(5)
            assert (made.returncode, made.stderr) == (0, "")
        copy = tmp_path / COPY
        kept = counted(copy, "kudos")
        assert before <= kept < after
        assert counted(copy, "kudos_recipient") == kept
        assert counted(copy, "delivery WHERE kind = 'kudos'") == 2 * kept
        other = tmp_path / "other"
        (other / "home").mkdir(parents=True)
        copy.rename(other / "home" / "piazza.db")
        with connected(slack, app_yaml=GENEROUS, folder=other) as (bot, driver):
            assert bot.command("db", "status").returncode == 0
            assert driver.command(ANN, "/kudos", f"@bob {THANKS}").status == 200
            assert counted(bot.database, "kudos") == kept + 1


def test_a_copy_is_for_its_owner_and_holds_nothing_that_was_erased(piazza: Shell) -> None:
    piazza.knows(ANNS_PROFILE)
    assert b"Archer" in Path(".piazza/piazza.db").read_bytes()
    assert piazza("forget", "--yes", ANNS_PROFILE.email).status == 0
    made = piazza("db", "backup", str(COPY))
    assert (made.status, made.err) == (0, "")
    size = COPY.stat().st_size
    assert made.out == f"copy.db: the whole database, checked, {size:,} bytes\n"
    assert COPY.stat().st_mode & 0o777 == 0o600
    assert b"Archer" not in COPY.read_bytes()


def test_a_copy_never_takes_the_place_of_a_file(piazza: Shell) -> None:
    piazza("db", "upgrade")
    COPY.write_text("last week's")
    ran = piazza("db", "backup", str(COPY))
    assert ran.status == 1
    assert ran.complaint.startswith("copy.db: is there already; name a file that is not")
    assert COPY.read_text() == "last week's"


@pytest.mark.parametrize(
    ("spoil", "file", "told"),
    [
        (None, "copy.db", "{home}/piazza.db: there is no database; say in PIAZZA_HOME where"),
        ("", "no/copy.db", "no/copy.db: cannot be written: No such file or directory"),
        ("no database", "copy.db", "copy.db: was not made, for {home}/piazza.db could not be"),
    ],
)
def test_what_cannot_be_copied_is_told_in_a_line_and_leaves_nothing(
    piazza: Shell, spoil: str | None, file: str, told: str
) -> None:
    if spoil is not None:
        piazza("db", "upgrade")
    if spoil:
        Path(".piazza/piazza.db").write_text(spoil)
    ran = piazza("db", "backup", file)
    assert ran.status == 1
    assert ran.complaint.startswith(told.format(home=piazza.folder / ".piazza"))
    assert not list(piazza.folder.glob("copy*"))


def test_a_damaged_page_is_found_before_the_copy_has_its_name(piazza: Shell) -> None:
    piazza.knows(ANNS_PROFILE)
    database = Path(".piazza/piazza.db")
    whole = bytearray(database.read_bytes())
    whole[4096:] = os.urandom(len(whole) - 4096)
    database.write_bytes(whole)
    ran = piazza("db", "backup", str(COPY))
    assert ran.complaint.startswith("copy.db: was not made, for ")
    assert not COPY.exists()


def test_on_postgresql_the_command_for_it_is_told_without_the_password(piazza: Shell) -> None:
    piazza.set(
        "DATABASE_URL",
        "postgresql://me:secret@db.example:5433/piazza?password=secret&sslmode=require",
    )
    assert piazza("db", "backup", "a copy.dump").complaint == (
        "PostgreSQL has a program of its own for this: pg_dump --format=custom"
        " --file='a copy.dump' --dbname='postgresql://me@db.example:5433/piazza?sslmode=require'"
    )
