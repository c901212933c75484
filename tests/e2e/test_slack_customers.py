"""In Slack: what a customer said is handed on, answered by hand, and who brought it hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.insight.language import Pieces
from tests.slack_world import ANN, BOB, StrictSlack, User, channel

from .inside import Inside
from .running import APP_YAML

LATE = "My bike has been in your workshop for three weeks. Unacceptable!"
ANSWER = "It is ready on Monday, and we are sorry."


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    everybody = [ANN, BOB]
    rooms = [channel(name, everybody) for name in ("general", "kudos", "customers")]
    with StrictSlack(rooms=rooms) as slack:
        yield slack


@pytest.fixture
def bot(slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    with Inside(slack, tmp_path, app_yaml=f"{APP_YAML}  feedback:\n") as bot:
        # To load the language model would take longer than all the rest.
        bot.app.house.likeness("feedback").coder = Pieces
        yield bot
        assert slack.faults == []


def reads(slack: StrictSlack, who: User) -> str:
    shown = slack.modal(who)
    return shown.shown() if shown else ""


def test_a_customers_words_are_handed_on_seen_to_and_answered(
    bot: Inside, slack: StrictSlack
) -> None:
    driver = bot.driver
    driver.shortcut(ANN, "customer_said", slack.says(BOB, "general", LATE))
    form = slack.wait_for(lambda: slack.modal(ANN))
    assert driver.submit(ANN, form, {"name": "Rita Lane"}).failure == ""
    assert slack.wait_for(lambda: "It has number 1" in reads(slack, ANN))
    bot.later()
    [card] = slack.messages("customers")
    assert "Rita Lane" in card.shown()
    driver.press(BOB, card, "I’ll see to it")
    bot.later()
    [card] = slack.messages("customers")
    driver.press(BOB, card, "Answer")
    form = slack.wait_for(lambda: slack.modal(BOB))
    driver.submit(BOB, form, {"words": ANSWER})
    check = slack.wait_for(lambda: slack.modal(BOB))
    assert check is not None
    assert "answer by hand" in check.shown()
    assert "answered" not in slack.messages("customers")[0].shown()
    driver.press(BOB, check, "They have it")
    bot.later()
    assert "answered by hand" in slack.messages("customers")[0].shown()
    assert any(ANSWER in one.shown() for one in slack.dm(ANN))
