"""A database that others hold or that is gone: said within three seconds, nothing half done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import URL

from tests.slack_world import ANN, BOB, CARLA, Driver, Message, StrictSlack
from tests.slack_world.program import poll

from .connected import THANKS, Store, connected
from .holding import Wire, file_held, table_held

Hold = Callable[[], AbstractContextManager[None]]


@pytest.mark.soak
def test_another_process_holds_the_file() -> None:
    with StrictSlack() as slack, connected(slack) as (bot, driver):
        store = Store(bot)
        nothing_is_half_done(driver, store, lambda: file_held(bot.database))
        what_was_on_its_way_is_posted_once(driver, store, lambda: file_held(bot.database))


@pytest.mark.soak
def test_somebody_has_locked_a_table(postgres_url: str) -> None:
    with StrictSlack() as slack, connected(slack, database_url=postgres_url) as (bot, driver):
        store = Store(bot, postgres_url)
        nothing_is_half_done(driver, store, lambda: table_held(postgres_url, "inbox"))
        hold = lambda: table_held(postgres_url, "delivery")  # noqa: E731
        what_was_on_its_way_is_posted_once(driver, store, hold)


def test_the_server_is_stopped(postgres_database: URL, postgres_url: str) -> None:
    wire = Wire(postgres_database)

    @contextmanager
    def cut() -> Iterator[None]:
        wire.cut()
        yield
        wire.mend()

    with StrictSlack() as slack, connected(slack, database_url=wire.url) as (bot, driver):
        store = Store(bot, postgres_url)
        nothing_is_half_done(driver, store, cut)
        what_was_on_its_way_is_posted_once(driver, store, cut)
    wire.cut()


def nothing_is_half_done(driver: Driver, store: Store, hold: Hold) -> None:
    """A command and a form are refused in words while it is held, and taken afterwards."""
    slack = driver.slack
    driver.command(CARLA, "/kudos")
    form = slack.wait_for(lambda: slack.modal(CARLA))
    assert form is not None
    before = stored(store)
    with hold():
        refused = said_in_time(driver)
        assert THANKS in refused.shown()
        start = time.monotonic()
        driver.submit(CARLA, form, {"to": [BOB], "message": THANKS})
        slack.wait_for(lambda: "Non è stato salvato nulla" in shown(slack), 3)
        assert time.monotonic() - start < 3
    assert stored(store) == before
    assert driver.command(ANN, "/kudos", f"@bob {THANKS}").status == 200
    assert driver.submit(CARLA).status == 200
    slack.wait_for(lambda: len(slack.messages("kudos")) == 2)
    assert store.count("kudos") == 2


def said_in_time(driver: Driver) -> Message:
    """What Ann reads within three seconds of her command."""
    slack, start = driver.slack, time.monotonic()

    def refusals() -> list[Message]:
        return [one for one in slack.whispers(ANN) if "Nothing was saved" in one.shown()]

    before = len(refusals())
    driver.command(ANN, "/kudos", f"@bob {THANKS}")
    found = slack.wait_for(lambda: refusals()[before:], 3)
    assert time.monotonic() - start < 3
    return found[-1]


def shown(slack: StrictSlack) -> str:
    """What Carla's form shows, with what stands in its fields."""
    form = slack.modal(CARLA)
    return f"{form.shown()} {form.payload}" if form else ""


def stored(store: Store) -> list[int]:
    """How much there is of what an interaction leaves."""
    return [store.count(one) for one in ("inbox", "kudos", "kudos_recipient", "delivery")]


def what_was_on_its_way_is_posted_once(driver: Driver, store: Store, hold: Hold) -> None:
    """It is held just when Slack has a message: that it arrived is noted in the end."""
    slack = driver.slack
    poll(lambda: store.all_sent, 10, "all is quiet")
    posts = len(slack.messages("kudos"))
    slack.delays["chat.postMessage"] = 0.5
    calls = len(slack.called("chat.postMessage"))
    driver.command(BOB, "/kudos", f"@ann {THANKS}")
    slack.wait_for(lambda: len(slack.called("chat.postMessage")) > calls)
    with hold():
        slack.wait_for(lambda: len(slack.messages("kudos")) == posts + 1)
        slack.heal()
        said_in_time(driver)  # by then nothing could be noted for as long as a writer waits
        said_in_time(driver)
    poll(lambda: store.all_sent, 20, "that it arrived is noted")
    assert len(slack.messages("kudos")) == posts + 1
