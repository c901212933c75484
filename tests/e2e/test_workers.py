"""Several processes on one PostgreSQL: what one leaves undone another does, and nothing twice."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.slack_world import Driver, StrictSlack, channel, crowd
from tests.slack_world.program import poll

from .connected import Store, connected, credentials, told
from .running import Bot, Worker
from .shell import Shell

APP_YAML = """\
company: {name: Officine Aurora, languages: [en, it], zone: Europe/Rome}
slack: {rate_per_minute: 240}
skills:
  kudos: {allowance: 50}
"""
PEOPLE = crowd(30, "giver")
TAKEN_OVER_WITHIN = 15


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack(PEOPLE, [channel("general", PEOPLE), channel("kudos")]) as slack:
        yield slack


def worker(slack: StrictSlack, url: str, folder: Path) -> Worker:
    folder.mkdir()
    environment = {**credentials(slack), "DATABASE_URL": url}
    return Worker(environment, app_yaml=APP_YAML, folder=folder)


def thanks(driver: Driver, count: int) -> None:
    driver.flood(
        (
            PEOPLE[n % 30],
            "/kudos",
            f"@{PEOPLE[(n + 1) % 30].name} for the help with order number {n:04}",
        )
        for n in range(count)
    )


def spoken_of(slack: StrictSlack) -> Counter[str]:
    """How often each order is spoken of in the channel."""
    texts = (str(one) for one in slack.messages("kudos"))
    return Counter(number for one in texts for number in set(re.findall(r"number (\d{4})", one)))


def test_run_and_two_workers_say_nothing_twice(
    slack: StrictSlack, postgres_url: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        bot, driver = stack.enter_context(
            connected(slack, app_yaml=APP_YAML, database_url=postgres_url)
        )
        workers = [
            stack.enter_context(worker(slack, postgres_url, tmp_path / name)) for name in "ab"
        ]
        store = Store(bot, postgres_url)
        thanks(driver, 30)
        poll(lambda: store.count("kudos") == 30 and store.all_sent, 40, "all is sent")
        assert spoken_of(slack) == {f"{n:04}": 1 for n in range(30)}
        # Once a day is once, however many could do it.
        assert sum(len(told(one, "roster")) for one in (bot, *workers)) == 1
        assert [one.stop() for one in workers] == [0, 0]


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(signal.SIGKILL, id="killed", marks=pytest.mark.soak),
        pytest.param(signal.SIGSTOP, id="frozen", marks=pytest.mark.soak),
    ],
)
def test_what_a_silent_worker_was_sending_is_taken_over(
    slack: StrictSlack, postgres_url: str, tmp_path: Path, how: signal.Signals
) -> None:
    with ExitStack() as stack:
        bot, driver = stack.enter_context(
            connected(slack, app_yaml=APP_YAML, database_url=postgres_url)
        )
        store = Store(bot, postgres_url)
        thanks(driver, 60)
        poll(lambda: store.count("kudos") == 60, 30, "all is stored")
        workers: dict[int, Bot] = {newest(store): bot}
        for name in "abcd":
            one = stack.enter_context(worker(slack, postgres_url, tmp_path / name))
            poll(lambda: newest(store) not in workers, 10, "it works")
            workers[newest(store)] = one
        # It hands over what it has not sent.
        assert bot.stop() == 0
        silent = workers[poll(lambda: holding(store), 10, "a worker has taken over")]
        before = len(spoken_of(slack))
        poll(lambda: len(spoken_of(slack)) > before, 10, "it sends")
        silent.signal(how)
        doubtful = store.count("delivery WHERE state = 'sending'")
        unsent = "delivery WHERE state <> 'sent'"
        left = store.count(unsent)
        assert left > 20
        poll(lambda: store.count(unsent) < left, TAKEN_OVER_WITHIN, "another goes on")
        if how is signal.SIGSTOP:
            silent.signal(signal.SIGCONT)
            poll(lambda: told(silent, "was_frozen"), 10, "it knows that it was taken for dead")
        poll(lambda: store.all_sent, 90, "all is sent")
        found = spoken_of(slack)
        assert set(found) == {f"{n:04}" for n in range(60)}
        assert sum(found.values()) - len(found) <= doubtful


def newest(store: Store) -> int:
    """The number of the process that was the last to begin to work."""
    [(number,)] = store.rows("SELECT max(id) FROM procrastinate_workers")
    return int(number)


def holding(store: Store) -> int:
    """The number of the process that drains the workspace; 0 while none does."""
    found = store.rows("SELECT worker_id FROM procrastinate_jobs WHERE status = 'doing'")
    return int(found[0][0]) if found else 0


def test_a_worker_on_sqlite_says_why_it_is_not_needed(piazza: Shell) -> None:
    ran = piazza("worker")
    assert (ran.status, ran.out) == (1, "")
    assert "several processes need PostgreSQL, name it in DATABASE_URL" in ran.complaint


def test_a_worker_with_nothing_to_connect_to_says_so(piazza: Shell, postgres_url: str) -> None:
    piazza.set("DATABASE_URL", postgres_url)
    assert "no chat is connected" in piazza("worker").complaint
