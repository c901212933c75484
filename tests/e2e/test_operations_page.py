"""docs/operations.md, typed line by line: install, back up, restore, upgrade, look after."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from handlers.slack.manifest import SCOPES
from tests.printed import fences
from tests.slack_world import ANN, BOB, App, Driver, StrictSlack
from tests.slack_world.program import poll

from .connected import THANKS
from .machine import CHECKOUT, Machine

PAGE = (CHECKOUT / "docs" / "operations.md").read_text("utf-8")
POSTGRES = "postgresql://piazza@db.example.org/piazza"
WHOLE = App(scopes=frozenset(SCOPES))
# Environments are made, libraries installed, the bot started half a dozen times.
whole_story = pytest.mark.timeout(300)
FILE = re.compile(r"`(/[\w./-]+)`:\n\n```\w*\n$")


def part(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def follow(machine: Machine, title: str, *, postgres: bool = False) -> str:
    """Do what a part of the page says, in order; what is for the other database is left out."""
    shown, text = "", part(title)
    for block in fences(text, "sh"):
        file = FILE.search(text[: text.index(block)])
        if file is not None:
            machine.writes(file[1], block)
        elif POSTGRES not in text or postgres == (POSTGRES in block):
            shown += machine.types(block)
    return shown


@contextmanager
def machine(slack: StrictSlack, root: Path, database: str = "") -> Iterator[Machine]:
    """A machine from which this Slack is reached; switched off in the end."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("", 0)) as other:
        port, admin_port = one.getsockname()[1], other.getsockname()[1]
    checkout = f"PIAZZA_CONFIG={root}/app.yaml PIAZZA_HOME={root}/.piazza {sys.executable} -c"
    it = Machine(
        root,
        {
            ".venv/bin/piazza": f"{checkout} 'from bot.cli import main; main()'",
            "make install": "make --dry-run install",
            "xoxb-...": slack.app.bot_token,
            "xapp-...": f"{slack.app.app_token}\nSLACK_API_URL={slack.api_url}\nPORT={port}\n"
            f"ADMIN_PORT={admin_port}\nDATABASE_URL={database}",
            "127.0.0.1:3000": f"127.0.0.1:{port}",
            "127.0.0.1:3001": f"127.0.0.1:{admin_port}",
            POSTGRES: database,
        },
    )
    (root / "app.yaml").write_bytes((CHECKOUT / "app.yaml").read_bytes())
    try:
        yield it
    finally:
        it.ends()


class Stored:
    """The thanks in the machine's database."""

    def __init__(self, root: Path, database: str) -> None:
        url = database or f"sqlite:///{root}/var/lib/piazza/piazza.db"
        self._engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))

    def thanks(self) -> int:
        with self._engine.connect() as connection:
            found = connection.scalar(sa.text("SELECT count(*) FROM kudos"))
        self._engine.dispose()
        return int(found or 0)


def thank(machine: Machine, slack: StrictSlack, count: int) -> None:
    poll(lambda: '"ready"' in machine.types("journalctl"), 20, "it listens")
    for number in range(count):
        reply = Driver(slack, "").command(ANN, "/kudos", f"@{BOB.name} {THANKS} {number}")
        assert "thank" in str(reply.body)


def test_a_checkout_is_set_up_as_the_page_says(tmp_path: Path) -> None:
    with StrictSlack(app=WHOLE) as slack, machine(slack, tmp_path) as it:
        assert "platforms  --" in follow(it, "From a checkout")


@whole_story
@pytest.mark.soak
def test_a_service_is_installed_backed_up_restored_upgraded_and_looked_after(
    tmp_path: Path,
) -> None:
    with StrictSlack(app=WHOLE) as slack, machine(slack, tmp_path) as it:
        stored = Stored(tmp_path, "")
        installed = follow(it, "As a service")
        assert "slack      ok" in installed
        assert '{"database": "ok", "slack": "ok"}' in installed
        thank(it, slack, 2)
        assert "the whole database, checked" in follow(it, "Backup")
        assert "there was no round yet" in follow(it, "Keys of rounds")
        thank(it, slack, 1)
        assert stored.thanks() == 3
        it.crashes()  # what is left beside the file is of the moment of the crash
        assert list((tmp_path / "var/lib/piazza").glob("*-wal")) != []
        assert follow(it, "Restore").count("current") == 2
        assert stored.thanks() == 2
        thank(it, slack, 1)
        assert follow(it, "Upgrade").count("current") == 2
        thank(it, slack, 1)
        assert stored.thanks() == 4
        looked = follow(it, "Health, readiness, metrics")
        assert looked.startswith("ok")
        figures = set(re.findall(r"`(piazza_\w+)`", PAGE))
        assert [name for name in figures if name not in looked] == []
        assert '"event": "ready"' in follow(it, "Logs")


@whole_story
@pytest.mark.soak
def test_on_postgresql_the_same_is_done_by_its_own_programs(
    tmp_path: Path, postgres_url: str
) -> None:
    database = postgres_url.replace("postgresql+psycopg:", "postgresql:")
    with StrictSlack(app=WHOLE) as slack, machine(slack, tmp_path, database) as it:
        stored = Stored(tmp_path, database)
        follow(it, "As a service")
        thank(it, slack, 2)
        follow(it, "Backup", postgres=True)
        thank(it, slack, 1)
        assert stored.thanks() == 3
        assert follow(it, "Restore", postgres=True).count("current") == 2
        assert stored.thanks() == 2
        thank(it, slack, 1)
        assert stored.thanks() == 3


@whole_story
@pytest.mark.soak
def test_it_moves_to_postgresql_and_back_with_nothing_lost(
    tmp_path: Path, postgres_url: str
) -> None:
    database = postgres_url.replace("postgresql+psycopg:", "postgresql:")
    with StrictSlack(app=WHOLE) as slack, machine(slack, tmp_path) as it:
        follow(it, "As a service")
        thank(it, slack, 2)
        it.swapped[POSTGRES] = database
        there, back = fences(part("Moving to PostgreSQL and back"), "sh")
        assert ", all compared; now set DATABASE_URL" in it.types(there)
        thank(it, slack, 1)
        assert Stored(tmp_path, database).thanks() == 3
        assert ", all compared; now set DATABASE_URL" in it.types(back)
        thank(it, slack, 1)
        assert Stored(tmp_path, "").thanks() == 4
