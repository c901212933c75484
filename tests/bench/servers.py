"""The servers under load, each a process of its own that is always ended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from bot.store.database import open_database
from skills.kudos.model import Kudos
from tests.bench.world import APP, PEOPLE, rooms
from tests.e2e.running import PIAZZA, Bot
from tests.slack_world import StrictSlack
from tests.slack_world.program import poll

ROOT = Path(__file__).resolve().parents[2]
APP_YAML = """\
company: {name: Officine Aurora, languages: [en, it], zone: Europe/Rome}
skills:
  kudos: {allowance: 1000000}
  cm:
"""


@dataclass(frozen=True)
class Server:
    """A process that takes commands, and where it stores them."""

    pid: int
    port: int
    database_url: str

    def stored(self) -> int:
        """How many thank-yous are in its database."""
        database = open_database(self.database_url)
        try:
            count = database.read_now(
                lambda db: db.scalar(sa.select(sa.func.count()).select_from(Kudos))
            )
        finally:
            database.close()
        return count or 0


@contextmanager
def floor(database_url: str, *options: str) -> Iterator[Server]:
    """The floor, on an empty database."""
    with program("tests.bench.floor", database_url, *options) as server:
        yield replace(server, database_url=database_url)


@contextmanager
def program(*words: str) -> Iterator[Server]:
    """A program of Python's that prints its port, until it is ended."""
    command = [sys.executable, "-m", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(process.pid, int(process.stdout.readline()), "")
        finally:
            process.terminate()


@contextmanager
def workspace() -> Iterator[StrictSlack]:
    """Slack, with everybody in it; it lives in this process and costs the servers nothing."""
    with StrictSlack(PEOPLE, rooms(), app=APP, page_size=200) as slack:
        yield slack


@contextmanager
def piazza(
    slack: StrictSlack,
    database_url: str = "",
    *,
    skills: str = "",
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """`piazza run`, on an empty database, once it knows everybody; `skills` are lines more."""
    variables = {**slack_variables(slack), **(environment or {})}
    if database_url:
        variables["DATABASE_URL"] = database_url
    with Bot(variables, app_yaml=APP_YAML + skills, piazza=PIAZZA) as bot:
        poll(lambda: any(line["event"] == "roster" for line in bot.logged()), 20, "the roster")
        yield Server(bot.pid, bot.port, database_url or f"sqlite:///{bot.database}")


def slack_variables(slack: StrictSlack) -> dict[str, str]:
    """How a bot finds this Slack."""
    return {
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
