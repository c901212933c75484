"""Everything comes one to four times, all at once: it has happened once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.slack_world import (
    ANN,
    Driver,
    Reply,
    StrictSlack,
    User,
    channel,
    crowd,
)

from .connected import THANKS, Store, Unsent, connected

PEOPLE = crowd(12)
RANDOM = Random(20261123)


class Scene:
    """A company whose Slack says everything several times."""

    def __init__(self, slack: StrictSlack, driver: Driver, store: Store) -> None:
        self.slack = slack
        self.driver = driver
        self.store = store
        self.unsent = Unsent(slack)

    def repeat(self, replies: Sequence[Reply]) -> list[list[Reply]]:
        """Send every request one to four times at once; the answers, by request."""
        requests = [reply.request for reply in replies]
        times = [RANDOM.randint(1, 4) for _ in requests]
        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(self.driver.again, requests, times))

    def thanks(self) -> list[Reply]:
        """Everybody thanks their neighbour, twice; nothing is sent yet."""
        pairs = [(one, PEOPLE[n - 1]) for n, one in enumerate(PEOPLE)] * 2
        return [self.unsent.command(one, "/kudos", f"@{to.name} {THANKS}") for one, to in pairs]


@pytest.fixture
def scene(database_url: str | None) -> Iterator[Scene]:
    rooms = [channel("general", PEOPLE), channel("kudos", PEOPLE)]
    with (
        StrictSlack(PEOPLE, rooms) as slack,
        connected(slack, database_url=database_url) as (bot, driver),
    ):
        yield Scene(slack, driver, Store(bot, database_url))


def test_each_event_has_one_effect(scene: Scene) -> None:
    commands_are_carried_out_once(scene)
    presses_count_once(scene)
    shortcuts_open_one_form(scene)
    forms_are_taken_once(scene)
    nobody_outruns_the_allowance(scene)
    assert scene.slack.faults == []


def commands_are_carried_out_once(scene: Scene) -> None:
    slack, store, thanks = scene.slack, scene.store, scene.thanks()
    for answers in scene.repeat(thanks):
        assert [one.status for one in answers] == [200] * len(answers)
        assert sum(one.message is not None for one in answers) == 1
    assert store.count("kudos") == store.count("inbox") == len(thanks)
    slack.wait_for(lambda: len(slack.called("chat.postMessage")) >= 2 * len(thanks), 20)


def presses_count_once(scene: Scene) -> None:
    slack, store = scene.slack, scene.store
    cards = slack.messages("kudos")
    assert len(cards) == len({card.ts for card in cards}) == store.count("kudos")
    words = cards[0].shown(slack.names)
    others = [one for one in PEOPLE if not words.startswith(f"@{one.name} thanks")]
    assert len(others) == len(PEOPLE) - 1
    scene.repeat([scene.unsent.press(one, cards[0]) for one in others])
    assert store.count("kudos_cheer") == len(others)
    cheers = f"{len(others)} colleagues cheer."
    slack.wait_for(lambda: cheers in slack.messages("kudos")[0].shown(), 20)


def shortcuts_open_one_form(scene: Scene) -> None:
    slack = scene.slack
    said = slack.says(PEOPLE[0], "general", "I have repaired the printer")
    scene.repeat([scene.unsent.shortcut(one, "thank_author", said) for one in PEOPLE[1:]])
    slack.wait_for(lambda: all(slack.modal(one) for one in PEOPLE[1:]))
    # What a chat says twice is asked for twice; Slack opens a form once.
    opened = [call for call in slack.called("views.open") if call.accepted]
    assert len(opened) == len(PEOPLE[1:])


def forms_are_taken_once(scene: Scene) -> None:
    store, before, taken = scene.store, scene.store.count("kudos"), scene.store.count("inbox")
    refused = [form(scene, one, to=one) for one in PEOPLE[1:]]
    for answers in scene.repeat(refused):
        assert all(one.errors for one in answers)
    assert store.count("kudos") == before
    corrected = [form(scene, one, to=PEOPLE[0]) for one in PEOPLE[1:]]
    scene.repeat(corrected)
    assert store.count("kudos") == before + len(corrected)
    assert store.count("inbox") == taken + len(corrected)


def nobody_outruns_the_allowance(scene: Scene) -> None:
    store, before = scene.store, scene.store.count("kudos")
    hasty, to = ANN, PEOPLE[0]
    words = [f"@{to.name} {THANKS}, number {number}" for number in range(12)]
    scene.slack.join(hasty)
    scene.repeat([scene.unsent.command(hasty, "/kudos", one) for one in words])
    # Some are answered "one moment" where the machine is busy, and stored behind that.
    scene.slack.wait_for(lambda: store.count("kudos") >= before + 5)
    assert store.count("kudos") == before + 5


def form(scene: Scene, one: User, *, to: User) -> Reply:
    """Somebody's open form filled in, but not sent yet."""
    opened = scene.slack.modal(one)
    assert opened is not None
    return scene.unsent.submit(one, opened, {"to": [to], "message": THANKS})
