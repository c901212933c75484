"""A power cut in the middle of 600 thanks: what was said to be sent is kept, and posted once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import pytest

from tests.slack_world import Driver, Reply, StrictSlack, User, channel, crowd
from tests.slack_world.program import poll

from .connected import Store, connected
from .running import Bot

APP_YAML = """\
company: {name: Officine Aurora, languages: [en, it], zone: Europe/Rome}
slack: {rate_per_minute: 6000}
skills:
  kudos: {allowance: 4, values: [courage, care]}
"""
ALLOWANCE = 4
GIVERS = crowd(150, "giver")
SPENT, FREE = GIVERS[:15], GIVERS[15:]  # the first have given all they may give today
COLLEAGUES = crowd(20, "colleague")
WAYS = (
    "@{a} {why}",
    "@{a} @{b} {why}",
    "@{a}, @{b} and @{c} #care {why}",
    "{why} @{a} #courage",
    "@{a} {why}: *bold*, <!channel> & <https://example.org|here>",
    "@{a} {why}\nand it’s so – perché è così 🎉 @channel",
)
Command: TypeAlias = tuple[User, str, str]


@dataclass(frozen=True)
class Crash:
    """The storm, what came back of it, and the bot that was started again after the crash."""

    slack: StrictSlack
    store: Store
    valid: dict[int, Reply]
    refused: dict[int, Reply]


@pytest.fixture(scope="module")
def crash() -> Iterator[Crash]:
    rooms = [channel("general", GIVERS), channel("kudos")]
    with (
        StrictSlack([*GIVERS, *COLLEAGUES], rooms) as slack,
        connected(slack, app_yaml=APP_YAML) as (bot, driver),
    ):
        store = Store(bot)
        *spending, last = [thanks(one, 1000 + n) for n, one in enumerate(SPENT * ALLOWANCE)]
        driver.flood(spending)
        poll(lambda: store.count("kudos") == len(spending) and store.all_sent, 20, "all is quiet")
        slack.fail("chat.postMessage", "timeout_after")
        driver.command(*last)
        slack.wait_for(lambda: slack.failing == 0)
        commands = storm()
        replies = killed_in_the_middle(bot, driver, store, commands.values())
        bot.start()
        poll(lambda: store.all_sent, 30, "everything stored is posted")
        by_number = dict(zip(commands, replies, strict=True))
        refused = {number: by_number.pop(number) for number in range(0, 600, 5)}
        yield Crash(slack, store, by_number, refused)


def storm() -> dict[int, Command]:
    """600 commands of 150 people by number; every fifth has to be refused."""
    givers = [giver for _ in range(4) for giver in FREE]
    found: dict[int, Command] = {}
    for number in range(600):
        if number % 10 == 0:
            found[number] = thanks(SPENT[number // 10 % len(SPENT)], number)
        elif number % 5 == 0:
            giver = givers.pop()
            found[number] = (giver, "/kudos", f"@{giver.name} {why(number)}")
        else:
            found[number] = thanks(givers.pop(), number)
    return found


def thanks(giver: User, number: int) -> Command:
    """One of many ways to say thanks."""
    some = {name: COLLEAGUES[(number + n) % len(COLLEAGUES)].name for n, name in enumerate("abc")}
    return giver, "/kudos", WAYS[number % len(WAYS)].format(why=why(number), **some)


def why(number: int) -> str:
    """A reason that nobody else gives."""
    return f"for the help with order number {number:04}"


def killed_in_the_middle(
    bot: Bot, driver: Driver, store: Store, commands: Iterable[Command]
) -> list[Reply]:
    """Send all at once, and end the process when some are stored."""
    before = store.count("kudos")
    with ThreadPoolExecutor(1) as pool:
        flood: Future[list[Reply]] = pool.submit(driver.flood, commands, at_once=600)
        poll(lambda: store.count("kudos") > before + 150, 30, "some are stored")
        bot.kill()
        return flood.result()


def told(slack: StrictSlack, reply: Reply) -> str:
    """What somebody read who typed a command, at once and a little later."""
    url = reply.request.payload["response_url"].rpartition("/")[2]
    later = [call.args["text"] for call in slack.called("response_url") if call.token == url]
    return "\n".join([*([reply.message.text] if reply.message else []), *later])


def sent(slack: StrictSlack, reply: Reply) -> bool:
    """Whether somebody was told that their thanks are sent."""
    return "Thank you for thanking" in told(slack, reply)


def numbers(words: Iterable[str]) -> Counter[int]:
    """How often each number is spoken of."""
    return Counter(int(found) for one in words for found in re.findall(r"number (\d{4})", one))


def stored(crash: Crash) -> Counter[int]:
    """How often each thank-you is in the database."""
    return numbers(row[0] for row in crash.store.rows("SELECT message FROM kudos"))


def test_it_was_in_the_middle(crash: Crash) -> None:
    assert 0 < sum(sent(crash.slack, reply) for reply in crash.valid.values()) < 480
    refusals = [told(crash.slack, reply) for reply in crash.refused.values()]
    for reason in ("You have given all 4 thanks", "thanking yourself does not count"):
        assert any(reason in words for words in refusals)


def test_what_was_acknowledged_is_stored_once(crash: Crash) -> None:
    found = stored(crash)
    assert {n for n, reply in crash.valid.items() if sent(crash.slack, reply)} <= found.keys()
    assert set(found.values()) == {1}


def test_what_was_refused_left_nothing(crash: Crash) -> None:
    assert not stored(crash).keys() & crash.refused.keys()
    assert not any(sent(crash.slack, reply) for reply in crash.refused.values())
    keys = {row[0] for row in crash.store.rows("SELECT key FROM inbox")}
    assert not keys & {reply.request.payload["trigger_id"] for reply in crash.refused.values()}
    rows = crash.store.count("kudos") + crash.store.count("kudos_recipient")
    assert crash.store.count("delivery") == rows


def test_what_is_stored_is_posted_once_but_for_one_that_was_on_its_way(crash: Crash) -> None:
    query = "SELECT message FROM kudos JOIN kudos_recipient ON kudos_id = id"
    due = stored(crash) + numbers(row[0] for row in crash.store.rows(query))
    slack = crash.slack
    direct = [message for one in COLLEAGUES for message in slack.dm(one)]
    posted = numbers(message.shown() for message in [*slack.messages("kudos"), *direct])
    assert not due - posted
    assert (posted - due).total() <= 1
    assert crash.store.count("delivery WHERE state <> 'sent'") == 0
