"""The whole bot inside the test's own process: its clock can be moved, its patience shortened."""

from __future__ import annotations

import urllib.error
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from bot.delivery.tables import delivery
from bot.runtime import assembly, discover
from bot.runtime.clockwork import Clockwork
from bot.testing_schema import prepare
from tests.slack_world import Driver, StrictSlack

from .connected import credentials
from .running import APP_YAML, DIRECT


class Inside:
    """A bot on the fake's own event loop, in a folder of its own; a context manager.

    It beats only when told to: `later` lets time pass. `known` are other credentials than one
    workspace's.
    """

    def __init__(
        self,
        slack: StrictSlack,
        folder: Path,
        *,
        app_yaml: str = APP_YAML,
        socket: bool = False,
        more: Mapping[str, str] | None = None,
        known: Mapping[str, str] | None = None,
    ) -> None:
        self.slack = slack
        self.ahead = timedelta()
        (folder / "app.yaml").write_text(app_yaml)
        own = {"PIAZZA_HOME": f"{folder}/home", "PIAZZA_KEYS": f"{folder}/keys"}
        ports = {"PORT": "0", "ADMIN_PORT": "0"}
        environment = {
            **own,
            **ports,
            **(known or credentials(slack, socket=socket)),
            **(more or {}),
        }
        self.conf, skills = discover.configure(folder / "app.yaml", environment)
        self.database = assembly.open_store(self.conf)
        taken = discover.taken(["slack"])
        prepare(self.database, assembly.homes(skills))
        self.app = assembly.assemble(self.conf, skills, self.database, self.now, taken)
        self.clockwork = Clockwork(self.app)
        self.driver = Driver(slack)

    def now(self) -> datetime:
        """The bot's own time."""
        return datetime.now(UTC) + self.ahead

    def __enter__(self) -> Self:
        self.slack.run(self._start())
        if self.conf.secrets.slack_app_token is None:
            self.driver.url = f"http://127.0.0.1:{self.host.port}/slack/events"
        return self

    async def _start(self) -> None:
        self.platform = discover.load_platform("slack", self.conf)
        self.app.platforms["slack"] = self.platform
        self.host = discover.load_host(self.app, self.conf.secrets)
        await self.host.start()
        await self.platform.start(self.app)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.slack.run(self._stop())
        self.database.close()

    async def _stop(self) -> None:
        await self.host.stop()
        await self.app.stop_sending()
        await self.platform.stop()

    def meet_everybody(self) -> None:
        """Fetch the roster."""
        self.slack.run(self.clockwork.daily())

    def settle(self) -> None:
        """Wait for what follows the answers that were given."""
        self.slack.run(self.platform._reception.stop())

    def later(self, seconds: float = 0) -> None:
        """Let time pass; what is due by then is sent."""
        self.ahead += timedelta(seconds=seconds)
        self.slack.run(self.app.tick())
        self.slack.run(self.app.engine.idle())

    def inner(self, path: str) -> tuple[int, str]:
        """Status and body of a page of the inner side."""
        address = f"http://127.0.0.1:{self.host.admin_port}{path}"
        try:
            with DIRECT.open(address, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def deliveries(self) -> list[tuple[Any, ...]]:
        """State, tries and last trouble of everything that went out, the oldest first."""
        query = delivery.select().order_by(delivery.c.made, delivery.c.position)
        return [(row.state, row.attempts, row.error) for row in self.rows(query)]

    def rows(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """What a query finds in the bot's database."""
        return self.database.read_now(lambda db: db.execute(query).all())
