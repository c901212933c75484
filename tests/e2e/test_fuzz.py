"""Thousands of requests that Slack never made: none is let in, none breaks anything."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.slack_world import ANN, BOB, CARLA, Driver, StrictSlack
from tests.slack_world.payloads import Request

from .connected import THANKS, Store, Unsent, connected
from .forgeries import forgeries, signed
from .raw import Sent, ask_all
from .running import Bot


@dataclass(frozen=True)
class Scene:
    """A bot, its Slack, and what it stores."""

    slack: StrictSlack
    bot: Bot
    driver: Driver

    def ask(self, *requests: Sent) -> list[int]:
        """The statuses of raw requests."""
        return asyncio.run(ask_all(self.bot.port, requests))

    @property
    def stored(self) -> int:
        """How many rows there are of what an interaction leaves."""
        store = Store(self.bot)
        tables = ("inbox", "kudos", "kudos_recipient", "kudos_cheer", "delivery")
        return sum(store.count(table) for table in tables)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with StrictSlack() as slack, connected(slack) as (bot, driver):
        yield Scene(slack, bot, driver)


def genuine(scene: Scene) -> list[Request]:
    """One request of each kind, none of which the bot has seen."""
    slack, unsent = scene.slack, Unsent(scene.slack)
    scene.driver.command(ANN, "/kudos", f"@bob {THANKS}")
    scene.driver.command(CARLA, "/kudos")
    form = slack.wait_for(lambda: slack.modal(CARLA))
    card = slack.wait_for(lambda: slack.messages("kudos"))[0]
    assert form is not None
    replies = [
        unsent.command(ANN, "/kudos", f"@bob {THANKS}"),
        unsent.press(CARLA, card),
        unsent.submit(CARLA, answers={"to": [BOB], "message": THANKS}),
        unsent.shortcut(CARLA, "thank_author", card),
    ]
    return [reply.request for reply in replies]


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.soak)])
def test_nothing_that_slack_never_sent_is_let_in(scene: Scene, count: int) -> None:
    originals = genuine(scene)
    before = scene.stored
    forged = list(forgeries(20261123, count, originals, scene.slack.app.signing_secret))
    statuses = scene.ask(*(sent for _, sent in forged))
    answered = Counter(zip((kind for kind, _ in forged), statuses, strict=True))
    assert {status for _, status in answered} == {401}, answered
    assert scene.stored == before
    assert [scene.driver.send(one).status for one in originals] == [200] * len(originals)
    assert scene.stored > before


def test_what_is_sent_again_after_299_seconds_has_one_effect(scene: Scene) -> None:
    command = Unsent(scene.slack).command(ANN, "/kudos", f"@bob {THANKS}").request
    before = scene.stored
    then = str(math.ceil(time.time()) - 299)
    again = signed(command.body(), scene.slack.app.signing_secret, then)
    assert scene.ask(again, again) == [200, 200]
    assert scene.stored == before + len(("inbox", "kudos", "recipient", "post", "message"))


def test_what_is_sent_again_after_301_seconds_is_refused(scene: Scene) -> None:
    command = Unsent(scene.slack).command(ANN, "/kudos", f"@bob {THANKS}").request
    before = scene.stored
    then = str(math.floor(time.time()) - 301)
    assert scene.ask(signed(command.body(), scene.slack.app.signing_secret, then)) == [401]
    assert scene.stored == before
