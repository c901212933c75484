"""In Slack: what hurts is shown to the community manager, who removes it from where it was read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack_world import ANN, BOB, CARLA, StrictSlack, channel

from .inside import Inside
from .running import APP_YAML

NASTY = "for leaving early again while we all stayed"
REASON = "this is no way to speak to a colleague"


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    everybody = [ANN, BOB, CARLA]
    with StrictSlack(rooms=[channel("general", everybody), channel("kudos", everybody)]) as slack:
        yield slack


@pytest.fixture
def bot(slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    managed = f"{APP_YAML}roles: {{cm: [{CARLA.id}]}}\n"
    with Inside(slack, tmp_path, app_yaml=managed) as bot:
        bot.driver.command(CARLA, "/piazza")
        bot.later()
        yield bot
        assert slack.faults == []


def test_it_is_shown_confirmed_and_gone(bot: Inside, slack: StrictSlack) -> None:
    driver = bot.driver
    driver.command(ANN, "/kudos", f"@bob #private #anonymous {NASTY}")
    bot.later()
    [letter] = [one for one in slack.dm(BOB) if NASTY in one.shown()]
    driver.press(BOB, letter, "Report to the community manager")
    asked = slack.wait_for(lambda: slack.whispers(BOB))[-1]
    driver.press(BOB, asked, "Yes, show it")
    bot.later()
    [told] = [one for one in slack.dm(CARLA) if NASTY in one.shown()]
    driver.press(CARLA, told, 0)
    form = slack.wait_for(lambda: slack.modal(CARLA))
    assert driver.submit(CARLA, form, {"reason": REASON}).failure == ""
    shown = slack.wait_for(lambda: slack.modal(CARLA))
    assert shown is not None
    assert NASTY in shown.shown()
    assert any(NASTY in one.shown() for one in slack.dm(BOB))
    driver.press(CARLA, shown, 0)
    bot.later()
    assert not any(NASTY in one.shown() for one in slack.dm(BOB))
    assert any(REASON in one.shown() for one in slack.dm(ANN))
    assert "ann" not in " ".join(one.shown(slack.names) for one in slack.dm(BOB)).casefold()
