"""A Slack that takes four seconds for every call: nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.slack_world import ANN, BOB, CARLA, Call, Driver, Reply, StrictSlack, user

from .connected import THANKS, connected

SECONDS = 4.0
NINA = user("nina", "Nina Newcomer")


@dataclass(frozen=True)
class Slow:
    """What three people did at the same slow Slack, and what they got at once."""

    slack: StrictSlack
    driver: Driver
    known: Reply
    newcomer: Reply
    form: Reply


@pytest.fixture(scope="module")
def slow() -> Iterator[Slow]:
    with StrictSlack() as slack, connected(slack) as (_, driver):
        slack.join(NINA)
        slack.delay = SECONDS
        known = driver.command(ANN, "/kudos", f"@bob {THANKS}")
        form = driver.command(CARLA, "/kudos", "@bob @ann grazie")
        newcomer = driver.command(NINA, "/kudos", "mine")
        yield Slow(slack, driver, known, newcomer, form)


def test_the_answer_comes_at_once_and_the_post_follows(slow: Slow) -> None:
    assert slow.known.message is not None
    assert slow.known.took < 1.5
    assert "Thank you for thanking @bob!" in slow.known.message.shown(slow.slack.names)
    posted = slow.slack.wait_for(lambda: slow.slack.messages("kudos"), timeout=20)
    assert THANKS in posted[0].shown()


def test_a_newcomer_is_asked_for_a_moment_and_then_gets_the_answer(slow: Slow) -> None:
    assert slow.newcomer.message is not None
    assert slow.newcomer.took < 1.5
    assert slow.newcomer.message.shown().startswith("One moment")
    answers = slow.slack.wait_for(lambda: slow.slack.whispers(NINA)[1:], timeout=20)
    assert answers[0].shown().startswith("Your thanks.")
    assert [call.accepted for call in used(slow.slack, slow.newcomer)] == [True]


def used(slack: StrictSlack, reply: Reply) -> list[Call]:
    """The uses of the response_url that came with a command."""
    name = reply.request.payload["response_url"].rpartition("/")[2]
    return [call for call in slack.called("response_url") if call.token == name]


def test_a_form_that_comes_too_late_waits_behind_a_button(slow: Slow) -> None:
    slack, driver = slow.slack, slow.driver
    assert slow.form.took < 1.5
    late = slack.wait_for(lambda: slack.whispers(CARLA), timeout=20)[0]
    assert slack.called("views.open")[0].error == "expired_trigger_id"
    assert slack.modal(CARLA) is None
    assert "grazie" in late.shown()
    slack.delay = 0
    driver.press(CARLA, late)
    form = slack.wait_for(lambda: slack.modal(CARLA))
    assert form is not None
    elements = [block["element"] for block in form.blocks if block["type"] == "input"]
    typed = {one["action_id"]: one for one in elements}
    assert typed["to"]["initial_users"] == [BOB.id, ANN.id]
    assert typed["message"]["initial_value"] == "grazie"
    answers = {"message": "grazie per la revisione di ieri sera"}
    assert driver.submit(CARLA, answers=answers).errors == {}
    slack.wait_for(lambda: len(slack.messages("kudos")) == 2, timeout=20)
    assert slack.faults == []
