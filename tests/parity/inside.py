"""The whole bot on one platform inside the test's own process, with a clock that can be moved."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.directory import roles
from bot.directory.lookup import find_people
from bot.people import Role
from bot.runtime import assembly, discover
from bot.runtime.follow_ups import FollowUps
from bot.testing_model import Parrot
from bot.testing_schema import prepare
from tests.provider.loop import Loop

from .world import START, with_crowd

APP_YAML = """\
company: {name: Officine Aurora, languages: [en, it], zone: Europe/Rome}
slack: {rate_per_minute: 6000}
teams: {rate_per_minute: 6000}
skills:
  kudos: {allowance: 50}
  pulse:
  ideas: {channel: "#general", anonymous: true}
  feedback: {channel: "#general"}
  belonging:
  coffee:
  celebrations:
  icebreakers: {channel: "#kudos"}
  leaders:
  campaigns:
  cm:
"""


class Inside:
    """A context manager; nothing beats but when time is let pass."""

    def __init__(self, loop: Loop, platform: str, known: Mapping[str, str], folder: Path) -> None:
        self._loop = loop
        self._name = platform
        self._ahead = timedelta()
        (folder / "app.yaml").write_text(APP_YAML)
        own = {"PIAZZA_HOME": f"{folder}/home", "PIAZZA_KEYS": f"{folder}/keys"}
        ports = {"PORT": "0", "ADMIN_PORT": "0"}
        self.conf, skills = discover.configure(folder / "app.yaml", {**own, **ports, **known})
        self.goes_to(START)
        self._database = assembly.open_store(self.conf)
        prepare(self._database, assembly.homes(skills))
        taken = discover.taken([platform])
        self.model = Parrot()
        self.app = assembly.assemble(
            self.conf, skills, self._database, self.now, taken, model=self.model
        )
        self.failures: list[Exception] = []
        self.app.on_failure = lambda _what, error: self.failures.append(error)

    def now(self) -> datetime:
        """The bot's own time."""
        return datetime.now(UTC) + self._ahead

    def goes_to(self, moment: str) -> None:
        """Put the clock to a moment of the company's."""
        zone = ZoneInfo(self.conf.company.zone)
        wanted = datetime.fromisoformat(moment).replace(tzinfo=zone)
        self._ahead = wanted - datetime.now(UTC)

    def __enter__(self) -> Self:
        self._loop.run(self._start())
        return self

    async def _start(self) -> None:
        self.platform = discover.load_platform(self._name, self.conf)
        self.app.platforms[self._name] = self.platform
        self._host = discover.load_host(self.app, self.conf.secrets)
        await self._host.start()
        await self.platform.start(self.app)
        self.address = f"http://127.0.0.1:{self._host.port}"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.run(self._stop())
        self._database.close()

    async def _stop(self) -> None:
        await self._host.stop()
        await self.app.stop_sending()
        await self.platform.stop()

    def meet_everybody(self) -> None:
        """Fetch the roster."""
        [workspace] = self.platform.workspaces
        self._loop.run(self.app.registry.fetch_roster(self.platform, workspace))

    def until(self, moment: str) -> None:
        """Let time pass; what is due by then is sent."""
        self.goes_to(moment)
        self._loop.run(self.app.tick())
        self._loop.run(self.app.engine.idle())

    def settle(self, *follow_ups: FollowUps) -> None:
        """Wait until all that follows what was answered has been sent."""

        async def wait() -> None:
            for one in follow_ups:
                while one.pending:
                    await asyncio.gather(*one.pending)
            await self.app.engine.idle()

        self._loop.run(wait())
        assert self.failures == []

    def grant(self, user: str) -> None:
        """Make somebody community manager, by their id on the platform, of a bigger company."""
        [workspace] = self.platform.workspaces

        def change(db: Any) -> None:
            found = find_people(db.connection(), workspace, [user], self.now())[user]
            roles.grant(db.connection(), found.id, Role.CM, self.now())
            with_crowd(db.connection())

        self._database.write_now(change)
