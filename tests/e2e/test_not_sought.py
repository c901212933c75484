"""Slack does not say whether a message has arrived: it is asked again, and in the end given up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack_world import ANN, BOB, CARLA, Message, StrictSlack

from .connected import THANKS
from .inside import Inside

APP_YAML = f"""\
company: {{name: Officine Aurora, languages: [en, it], zone: Europe/Rome, country: AQ}}
slack: {{rate_per_minute: 6000}}
skills:
  kudos:
roles: {{cm: [{ANN.id}]}}
schedules:
  kudos.gratitude: {{paused: true}}
  kudos.colleague: {{paused: true}}
  kudos.digest: {{paused: true}}
"""
POST, OPEN, LOOK = "chat.postMessage", "conversations.open", "conversations.history"
# A little longer than the longest wait between two tries.
HOURS = 4 * 3600


@pytest.fixture
def bot(slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    with Inside(slack, tmp_path, app_yaml=APP_YAML) as bot:
        bot.meet_everybody()
        bot.later(60)
        yield bot


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack


def thank(slack: StrictSlack, bot: Inside) -> None:
    """Carla thanks Bob; what becomes of the card and of the word to him nobody knows."""
    slack.fail(POST, "reset", times=2)
    bot.driver.command(CARLA, "/kudos", f"@bob {THANKS}")
    slack.run(bot.app.engine.idle())


def told(slack: StrictSlack) -> int:
    return sum(THANKS in one.shown() for one in slack.dm(BOB))


def undelivered(bot: Inside) -> Message:
    reply = bot.driver.command(ANN, "/cm", "undelivered")
    assert reply.message is not None
    return reply.message


@pytest.mark.parametrize("method", [OPEN, LOOK])
@pytest.mark.parametrize("trouble", ["503", "ok_false:no_such_reason"])
def test_what_can_never_be_looked_for_is_given_up_and_seen(
    slack: StrictSlack, bot: Inside, method: str, trouble: str
) -> None:
    slack.fail(method, trouble, times=None)
    thank(slack, bot)
    for _ in range(12):
        bot.later(HOURS)
    # Sent once, and looked for seven times.
    assert len(slack.called(method)) == 7
    # What comes on some days of the week anyway comes after these.
    thanks = bot.deliveries()[:2]
    assert {(state, tries) for state, tries, _ in thanks} == {("sent", 2), ("failed", 8)}
    assert told(slack) == 0
    assert "nobody knows whether it arrived" in undelivered(bot).shown(slack.names)
    assert slack.faults == []


def test_what_is_sent_again_by_hand_is_looked_for_once_more(
    slack: StrictSlack, bot: Inside
) -> None:
    slack.fail(LOOK, "503", times=None)
    thank(slack, bot)
    for _ in range(12):
        bot.later(HOURS)
    slack.heal()
    bot.driver.press(ANN, undelivered(bot))
    bot.settle()
    before = len(slack.called(LOOK))
    bot.driver.press(ANN, slack.whispers(ANN)[-1], "Send 1 again")
    # It is done behind what people do.
    slack.run(bot.app.engine.idle())
    bot.later()
    assert len(slack.called(LOOK)) == before + 1
    assert told(slack) == 1
