"""What people write to each other: should Slack tell of it, nobody here ever reads it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.delivery.tables import inbox
from tests.slack_world import ANN, CARLA, StrictSlack

from .forgeries import signed
from .inside import Inside
from .raw import ask_all

CANARY = "canary-of-a-private-message"
MESSAGE = {"user": ANN.id, "type": "message", "text": CANARY, "channel": "C1", "ts": "1.1"}


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest, slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    over_socket = request.param == "socket"
    with Inside(slack, tmp_path, socket=over_socket) as bot:
        if over_socket:
            slack.wait_for(lambda: slack.connections)
        yield bot
        assert slack.faults == []


@pytest.mark.parametrize(
    "event",
    [
        MESSAGE,
        MESSAGE | {"thread_ts": "1.0", "channel_type": "channel"},
        MESSAGE | {"subtype": "message_changed", "message": {"text": CANARY}},
        MESSAGE | {"channel_type": "im", "channel": "D1"},
    ],
)
def test_a_message_is_acknowledged_and_reaches_nobody(
    bot: Inside,
    slack: StrictSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    event: dict[str, Any],
) -> None:
    reached: list[Any] = []
    dispatch, loads = AsyncApp.async_dispatch, json.loads

    async def watched(self: AsyncApp, request: Any) -> Any:
        reached.append(request)
        return await dispatch(self, request)

    parsed: list[str] = []

    def noted(text: str | bytes, *more: Any, **how: Any) -> Any:
        parsed.append(text if isinstance(text, str) else text.decode())
        return loads(text, *more, **how)

    monkeypatch.setattr(AsyncApp, "async_dispatch", watched)
    with caplog.at_level(logging.INFO):
        monkeypatch.setattr(json, "loads", noted)
        assert bot.driver.event(event).status == 200
        monkeypatch.setattr(json, "loads", loads)
        bot.settle()
    assert reached == []
    assert [text for text in parsed if CANARY in text] == []
    assert bot.rows(inbox.select()) == []
    out, err = capfd.readouterr()
    assert CANARY not in caplog.text + out + err
    assert bot.driver.command(CARLA, "/piazza").status == 200
    assert len(reached) == 1


@pytest.mark.parametrize("bot", ["http"], indirect=True)
def test_it_is_not_even_looked_at_whether_it_is_whole(bot: Inside, slack: StrictSlack) -> None:
    secret = slack.app.signing_secret
    broken = b'{"type":"event_callback","event":{"type":"message","text":"' + CANARY.encode()
    genuine = signed(broken, secret, kind="application/json")
    forged = signed(broken, "another secret", kind="application/json")
    assert asyncio.run(ask_all(bot.host.port, [genuine, forged])) == [200, 401]
