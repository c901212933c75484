"""An office on Slack: forms are modals, and what is wrong with one is in the acknowledgement."""

from __future__ import annotations

import json
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from bot import Skill
from bot.runtime import assembly
from bot.runtime.clock import Clock
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.testing_schema import prepare
from handlers.slack import Slack
from handlers.web import mounted
from tests.attacks.canary import WORDS
from tests.attacks.offices import Online, bodies, stripped
from tests.attacks.spill import Spill
from tests.slack_world import Driver, Message, StrictSlack, View, channel, user
from tests.slack_world.filling import filled
from tests.slack_world.payloads import FORM, Issued, Request, sign, view_submission

T = TypeVar("T")

PEOPLE = {name: user(name) for name in ("manager", "ann", "bob")}
WORKSPACE = "slack:T0COMPANY"


class SlackOffice(Online):
    """A workspace that a strict Slack serves."""

    def __init__(
        self, spill: Spill, skill: Skill, slack: StrictSlack, folder: Path, url: str | None
    ) -> None:
        self.spill, self.slack, self.home = spill, slack, folder / "home"
        known: dict[str, Any] = {
            "piazza_home": self.home,
            "piazza_keys": folder / "keys",
            "port": 0,
            "admin_port": 0,
            "slack_api_url": slack.api_url,
            "slack_bot_token": slack.app.bot_token,
            "slack_signing_secret": slack.app.signing_secret,
            **({"database_url": url} if url else {}),
        }
        conf = Settings(skills={skill.name: skill.settings()}, secrets=Secrets(**known))
        database = assembly.open_store(conf)
        prepare(database, assembly.homes([skill]))
        self.app = assembly.assemble(conf, [skill], database, Clock())
        self.platform = Slack(conf)
        self.app.platforms["slack"] = self.platform
        self.host = mounted(self.app, conf.secrets)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.slack.run(work)

    async def start(self) -> None:
        """Listen, and meet everybody."""
        await self.host.start()
        await self.platform.start(self.app)
        await self.app.registry.fetch_roster(self.platform, WORKSPACE)

    async def stop(self) -> None:
        """Listen no more."""
        await self.host.stop()
        await self.app.stop_sending()
        await self.platform.stop()

    @property
    def driver(self) -> Driver:
        """People at their Slack."""
        return Driver(self.slack, f"http://127.0.0.1:{self.host.port}/slack/events")

    def says(self, who: str, words: str) -> None:
        command, _, rest = words.partition(" ")
        self.spill.add("answers", self.driver.command(PEOPLE[who], command, rest).body)
        self._settle()

    def opens(self, who: str) -> View:
        self.says(who, "/confide")
        view = self.slack.modal(PEOPLE[who])
        assert view is not None
        return view

    def press(self, who: str, message: Message) -> None:
        """Press the button of a message."""
        self.driver.press(PEOPLE[who], message)
        self._settle()

    def answered(self, who: str, values: Mapping[str, str]) -> tuple[int, bytes]:
        """Send the form on top off; status and body of what Slack gets for it."""
        view = self.slack.modal(PEOPLE[who])
        assert view is not None
        sent = self._submission(who, view, values)
        status, body = self._post(sent.body(), self.slack.app.signing_secret)
        self.driver.close(PEOPLE[who])
        self._settle()
        return status, body

    def fills(self, who: str, form: View, values: Mapping[str, str]) -> None:
        reply = self.driver.send(self._submission(who, form, values))
        self.spill.add("answers", stripped(reply.body), reply.failure)
        self._settle()

    def _submission(self, who: str, form: View, values: Mapping[str, str]) -> Request:
        state = filled(form, dict.fromkeys(values, 1))
        for name, typed in values.items():
            state[f"field:{name}"][name]["value"] = typed
        return view_submission(self.slack.app, PEOPLE[who], form, state, Issued("t"))

    def garbles(self, who: str, form: View, values: Mapping[str, str]) -> int:
        payload = self._submission(who, form, values).payload
        odd = [{**payload, "type": "view_submitted"}, {**payload, "view": str(payload["view"])}]
        forged = {**payload, "view": {**payload["view"], "private_metadata": "forged"}}
        sent = [*bodies(payload), *map(_encoded, (*odd, forged))]
        for body in sent:
            self._post(body, self.slack.app.signing_secret)
        self._post(_encoded(payload), "another secret")
        self._settle()
        return len(sent) + 1 + self.unframes(urlencode({"payload": WORDS}).encode())

    def _post(self, body: bytes, secret: str) -> tuple[int, bytes]:
        when = str(int(self.app.clock().timestamp()))
        headers = {
            "Content-Type": FORM,
            "X-Slack-Request-Timestamp": when,
            "X-Slack-Signature": sign(body, secret, when),
        }
        return self.fetch("POST", self.host.port, "/slack/events", data=body, headers=headers)

    def _settle(self) -> None:
        self.run(self.platform._reception.stop())  # type: ignore[union-attr]
        self.run(self.app.engine.idle())

    def collect(self) -> None:
        self.spill.add("calls", *(stripped([one.args, one.response]) for one in self.slack.calls))
        super().collect()


def _encoded(payload: Any) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


@contextmanager
def opened(spill: Spill, skill: Skill, folder: Path, url: str | None) -> Iterator[SlackOffice]:
    """The office, for as long as the block."""
    people = list(PEOPLE.values())
    with StrictSlack(people, [channel("general", people)]) as slack:
        office = SlackOffice(spill, skill, slack, folder, url)
        office.run(office.start())
        office.grant(WORKSPACE, PEOPLE["manager"].id)
        try:
            yield office
        finally:
            office.run(office.stop())
            office.app.database.close()
