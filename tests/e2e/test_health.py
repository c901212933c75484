"""What an operator sees: health outside, figures inside, logs without secrets, a clean end."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.slack_world import ANN, BOB, CARLA, Driver, StrictSlack
from tests.slack_world.program import poll

from .connected import Store, connected, told
from .running import APP_YAML, Bot

CANARY = "canary-7f3a"
WORDS = f"grateful for the {CANARY} you found in the mine"


@dataclass(frozen=True)
class Day:
    """A bot after a day with thanks, refusals and things that went wrong."""

    slack: StrictSlack
    bot: Bot


@pytest.fixture(scope="module")
def day() -> Iterator[Day]:
    with StrictSlack() as slack, connected(slack) as (bot, driver):
        live(slack, driver)
        yield Day(slack, bot)


def live(slack: StrictSlack, driver: Driver) -> None:
    """Something of everything, each with the canary in it."""
    driver.command(ANN, "/kudos", f"@bob {WORDS}")
    driver.command(ANN, "/kudos", f"@ann {WORDS}")
    driver.command(BOB, f"/{CANARY}", CANARY)
    card = slack.wait_for(lambda: slack.messages("kudos"))[0]
    driver.press(CARLA, card, "Cheer")
    driver.press(CARLA, card, "Cheer")
    slack.fail("views.open", "ok_false:expired_trigger_id")
    driver.command(CARLA, "/kudos", f"@bob {CANARY}")
    slack.wait_for(lambda: slack.whispers(CARLA)[1:])
    driver.shortcut(CARLA, "thank_author", slack.says(BOB, "general", WORDS))
    form = slack.wait_for(lambda: slack.modal(CARLA))
    assert form is not None
    driver.submit(CARLA, form, {"message": WORDS})
    slack.wait_for(lambda: len(slack.messages("kudos")) == 2)


def test_outside_there_is_health_and_nothing_more(day: Day) -> None:
    assert day.bot.outer("/healthz") == (200, "ok")
    for path in ("/metrics", "/readyz", "/", "/cm/", "/playground/"):
        assert day.bot.outer(path)[0] == 404


def test_inside_there_are_figures_and_the_state_of_every_part(day: Day) -> None:
    status, parts = day.bot.inner("/readyz")
    assert (status, json.loads(parts)) == (200, {"database": "ok", "slack": "ok"})
    status, figures = day.bot.inner("/metrics")
    assert status == 200
    assert 'piazza_interactions_total{outcome="done",platform="slack"}' in figures
    assert CANARY not in figures
    assert day.bot.inner("/slack/events")[0] == 404


def test_every_line_is_json_and_those_of_an_interaction_bear_its_id(day: Day) -> None:
    lines = [json.loads(line) for line in day.bot.lines]
    own = [line for line in lines if line["logger"] in ("piazza.app", "piazza.slack")]
    assert {"done", "refused", "form_not_opened"} <= {line["event"] for line in own}
    assert all(len(line["event_id"]) == 8 for line in own)
    late = next(line for line in own if line["event"] == "form_not_opened")
    same = [line["event"] for line in own if line["event_id"] == late["event_id"]]
    assert same == ["done", "form_not_opened"]
    assert len({line["event_id"] for line in own}) == len(own) - 1
    sending = [line for line in lines if line["logger"] == "piazza.courier"]
    assert not any("event_id" in line for line in sending)


def test_no_secret_and_no_word_of_anybody_is_logged(day: Day) -> None:
    app = day.slack.app
    everything = "\n".join(day.bot.lines)
    for secret in (
        CANARY,
        app.bot_token,
        app.signing_secret,
        "xoxb-",
        "Ann Archer",
        "response_url",
    ):
        assert secret not in everything


def test_a_restart_while_much_is_to_be_sent_loses_nothing_and_repeats_nothing() -> None:
    slowly = APP_YAML.replace("6000", "120")
    with StrictSlack() as slack, connected(slack, app_yaml=slowly) as (bot, driver):
        store = Store(bot)
        slack.delays["chat.postMessage"] = 0.3
        for giver, to in ((ANN, "bob"), (BOB, "ann"), (CARLA, "ann"), (CARLA, "bob")):
            driver.command(giver, "/kudos", f"@{to} {WORDS}")
        slack.wait_for(lambda: len(slack.called("chat.postMessage")) >= 2)
        start = time.monotonic()
        assert bot.stop() == 0
        assert time.monotonic() - start < 5
        assert not store.all_sent
        slack.heal()
        bot.start()
        poll(lambda: store.all_sent, 10, "the rest is sent")
        assert len(slack.called("chat.postMessage")) == store.count("delivery") == 8
        assert not told(bot, "failed")
