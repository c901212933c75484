"""Socket Mode: the same stories without a public address, over connections that do not last."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handlers.slack.socket import Socket
from tests.slack_world import ANN, BOB, CARLA, Driver, StrictSlack
from tests.slack_world.program import poll

from .connected import THANKS, connected, credentials
from .inside import Inside
from .running import Bot


def test_command_form_button_and_shortcut_work() -> None:
    with StrictSlack() as slack, connected(slack, socket=True) as (bot, driver):
        slack.wait_for(lambda: slack.connections)
        assert json.loads(bot.inner("/readyz")[1])["slack"] == "ok"
        typed = driver.command(ANN, "/kudos", f"@bob {THANKS}")
        assert typed.message is not None
        assert "Thank you for thanking @bob!" in typed.message.shown(slack.names)
        card = slack.wait_for(lambda: slack.messages("kudos"))[0]
        driver.press(CARLA, card, "Cheer")
        slack.wait_for(lambda: "1 colleague cheers." in slack.messages("kudos")[0].shown())
        said = slack.says(BOB, "general", "the printer works again")
        driver.shortcut(ANN, "thank_author", said)
        form = slack.wait_for(lambda: slack.modal(ANN))
        assert form is not None
        why = "message"
        assert driver.submit(ANN, form, {why: THANKS}).failure == ""
        slack.wait_for(lambda: len(slack.messages("kudos")) == 2)
        assert slack.faults == []
        assert bot.stop() == 0


def test_a_wrong_app_token_is_said_plainly(tmp_path: Path) -> None:
    with StrictSlack() as slack:
        wrong = credentials(slack, socket=True) | {"SLACK_APP_TOKEN": "xapp-of-somebody-else"}
        ran = Bot(wrong, folder=tmp_path).command("run")
    assert ran.returncode == 1
    # What a busy machine is slow at stands in the log.
    assert [line for line in ran.stderr.splitlines() if not line.startswith("{")] == [
        "SLACK_APP_TOKEN: Slack says 'invalid_auth'; make one with the scope connections:write"
    ]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets that look often, and wait a moment only."""
    monkeypatch.setattr(Socket, "ping", 0.1)
    monkeypatch.setattr(Socket, "silence", 0.6)
    monkeypatch.setattr(Socket, "goodbye", 0.1)


def ready(bot: Inside) -> bool:
    """Whether the bot says that all is well."""
    return bot.inner("/readyz")[0] == 200


def answered(bot: Inside) -> bool:
    """Whether a command is answered."""
    return not Driver(bot.slack, patience=1.0).command(ANN, "/kudos", "mine").failure


@pytest.mark.usefixtures("impatient")
def test_a_connection_that_has_gone_silent_is_replaced(tmp_path: Path) -> None:
    with StrictSlack() as slack, Inside(slack, tmp_path, socket=True) as bot:
        poll(lambda: ready(bot) and answered(bot), 5, "connected")
        slack.fail("apps.connections.open", "503", times=None)
        slack.go_silent()
        poll(lambda: not ready(bot), 5, "the silence is noticed")
        assert "slack" in bot.inner("/readyz")[1]
        slack.heal()
        poll(lambda: ready(bot), 5, "connected again")
        assert answered(bot)


@pytest.mark.usefixtures("impatient")
def test_an_address_that_leads_nowhere_is_given_up(tmp_path: Path) -> None:
    with StrictSlack() as slack, Inside(slack, tmp_path, socket=True) as bot:
        poll(lambda: ready(bot) and answered(bot), 5, "connected")
        real, slack.socket.url = slack.socket.url, "ws://127.0.0.1:9"
        asked = len(slack.called("apps.connections.open"))
        slack.disconnect("link_disabled")
        slack.wait_for(lambda: len(slack.called("apps.connections.open")) > asked)
        poll(lambda: not ready(bot), 5, "the loss is noticed")
        slack.socket.url = real
        poll(lambda: ready(bot), 5, "connected again")
        assert answered(bot)


@pytest.mark.usefixtures("impatient")
def test_slack_may_end_a_connection_at_any_time(tmp_path: Path) -> None:
    with StrictSlack() as slack, Inside(slack, tmp_path, socket=True) as bot:
        poll(lambda: ready(bot) and answered(bot), 5, "connected")
        for reason in ("refresh_requested", "warning"):
            slack.disconnect(reason)
            poll(lambda: answered(bot), 5, f"connected after {reason}")
        slack.run(cut(slack))
        poll(lambda: ready(bot) and answered(bot), 5, "connected after a cut")


async def cut(slack: StrictSlack) -> None:
    """End the connections without a word."""
    slack.socket.cut()
