"""The bot connected to a strict Slack, and a look at what it has stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.slack_world import Driver, Reply, StrictSlack
from tests.slack_world.payloads import Request
from tests.slack_world.program import poll

from .running import APP_YAML, Bot

THANKS = "thank you for the patient review of the release"


def credentials(slack: StrictSlack, *, socket: bool = False) -> dict[str, str]:
    """The environment of a bot that this Slack knows, for HTTP or Socket Mode."""
    app = slack.app
    way = (
        {"SLACK_APP_TOKEN": app.app_token}
        if socket
        else {"SLACK_SIGNING_SECRET": app.signing_secret}
    )
    return {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": app.bot_token, **way}


@contextmanager
def connected(
    slack: StrictSlack,
    *,
    socket: bool = False,
    app_yaml: str = APP_YAML,
    database_url: str | None = None,
    folder: Path | None = None,
    piazza: Sequence[str | Path] = (),
) -> Iterator[tuple[Bot, Driver]]:
    """A bot that has met everybody, and the people who use it."""
    environment = credentials(slack, socket=socket)
    if database_url:
        environment["DATABASE_URL"] = database_url
    with Bot(environment, app_yaml=app_yaml, folder=folder, piazza=piazza) as bot:
        poll(lambda: told(bot, "roster"), 10, "everybody is known")
        yield bot, Driver(slack, "" if socket else bot.events_url)


def told(bot: Bot, event: str) -> list[dict[str, Any]]:
    """The log lines about one kind of event."""
    return [line for line in bot.logged() if line["event"] == event]


class Store:
    """Looks into a bot's database from outside; `url` is PostgreSQL's, else it is the file."""

    def __init__(self, bot: Bot, url: str | None = None) -> None:
        self._engine = sa.create_engine(
            url or f"sqlite:///{bot.database}", poolclass=sa.pool.NullPool
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    def count(self, table: str) -> int:
        """How many rows a table, or a table and a condition, has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    @property
    def all_sent(self) -> bool:
        """Whether nothing waits in the outbox."""
        return self.count("delivery WHERE state IN ('pending', 'sending', 'unknown')") == 0


class Unsent(Driver):
    """People whose requests are made but not sent: `command(...).request` is what would go out."""

    def send(self, request: Request) -> Reply:
        return Reply(request, 0, None, 0.0)
