"""Slack says that all have to wait: nobody calls, and people are answered all the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.slack_world import ANN, Driver, StrictSlack, channel, crowd
from tests.slack_world.program import poll

from .connected import Store, credentials, told
from .fanout import app_yaml, begins, hurry
from .inside import Inside
from .running import Bot, Worker

PEOPLE = crowd(20, "colleague")
GIVERS = crowd(3, "giver")
POST = "chat.postMessage"


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    everybody = [*PEOPLE, *GIVERS, ANN]
    with StrictSlack(everybody, [channel("general", everybody), channel("kudos")]) as slack:
        yield slack


# Without patience whoever is told to wait lets go, and the next beat of any of them tries again.
@pytest.mark.parametrize(
    ("workers", "patience"),
    [
        pytest.param(0, None, id="alone"),
        pytest.param(2, 0.0, id="three processes that let go", marks=pytest.mark.soak),
        pytest.param(2, None, id="three processes, one waits", marks=pytest.mark.soak),
    ],
)
def test_nobody_calls_and_people_are_answered(
    slack: StrictSlack,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    workers: int,
    patience: float | None,
) -> None:
    url = request.getfixturevalue("postgres_url") if workers else None
    with ExitStack() as stack:
        bot = start(stack, Bot, slack, tmp_path / "run", url, patience)
        for number in range(workers):
            start(stack, Worker, slack, tmp_path / str(number), url, patience)
        poll(lambda: told(bot, "groups"), 20, "everybody is known")
        # Five arrive as ever.
        slack.fail(POST, "slow:0", times=5)
        slack.fail(POST, "429:5")
        with ThreadPoolExecutor(1) as pool:
            planning = pool.submit(begins, bot)
            slack.wait_for(lambda: any(call.status == 429 for call in slack.called(POST)), 20)
            answered(slack, Driver(slack, bot.events_url))
            planning.result()
        store = Store(bot, url)
        poll(lambda: store.all_sent and len(nudged(slack)) == len(PEOPLE), 40, "all is sent")
    [refused] = [call for call in slack.called(POST) if call.status == 429]
    after = [call.at - refused.at for call in slack.called(POST) if call.at > refused.at]
    assert min(after) >= 5
    books = slack.audit()
    assert (books.early, books.repeated, books.faults) == ([], {}, [])


def start(
    stack: ExitStack,
    kind: type[Bot],
    slack: StrictSlack,
    folder: Path,
    url: str | None,
    patience: float | None,
) -> Bot:
    """A process of the company."""
    folder.mkdir()
    environment = credentials(slack) | ({"DATABASE_URL": url} if url else {})
    bot = kind(environment, app_yaml=app_yaml(480), folder=folder)
    bot.first = (f"{hurry.__module__}:{hurry.__name__}", [patience])
    return stack.enter_context(bot)


def answered(slack: StrictSlack, driver: Driver) -> None:
    """People say thanks, and read at once that it was taken."""
    before = len(slack.called(POST))
    for number, giver in enumerate(GIVERS):
        reply = driver.command(giver, "/kudos", f"@{PEOPLE[0].name} for the help with the release")
        assert reply.message is not None
        assert "Thank you for thanking" in reply.message.shown()
        assert reply.took < 1
        # A busy machine may need all the five seconds for the others.
        assert number > 0 or len(slack.called(POST)) == before


def nudged(slack: StrictSlack) -> list[str]:
    return [one.name for one in PEOPLE if slack.dm(one)]


# What Slack says, and after how many seconds it is asked again.
@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 1),
        ("3600", 3600),
        ("garbage", 30),
        ("-5", 1),
        ("", 30),
        ("1e999", 30),
    ],
)
def test_whatever_it_says_it_is_asked_again_a_few_times_only(
    slack: StrictSlack, tmp_path: Path, said: str, seconds: int
) -> None:
    with Inside(slack, tmp_path, app_yaml=app_yaml(6000)) as bot:
        bot.meet_everybody()
        slack.fail(POST, f"429:{said}", times=None)
        reply = bot.driver.command(GIVERS[0], "/kudos", f"@{PEOPLE[0].name} for the help with it")
        assert reply.message is not None
        assert "Thank you for thanking" in reply.message.shown()
        slack.run(bot.app.engine.idle())
        for _ in range(5):
            bot.later(seconds / 10)
        assert 1 <= len(slack.called(POST)) <= 12
        slack.heal()
        slack.advance(seconds)
        bot.later(seconds)
        bot.later(seconds)
        assert {state for state, *_ in bot.deliveries()} == {"sent"}
        assert slack.impatient == []
