"""`piazza run` before anything is connected: it says how to, and serves its health."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from tests.slack_world import StrictSlack

from .connected import credentials
from .running import Bot


def test_without_credentials_it_says_how_to_connect_and_is_healthy() -> None:
    with Bot({}) as bot:
        assert bot.outer("/healthz") == (200, "ok")
        assert bot.outer("/metrics")[0] == 404
        status, parts = bot.inner("/readyz")
        assert (status, json.loads(parts)) == (200, {"database": "ok"})
        said = [line for line in bot.lines if not line.startswith("{")]
        assert len(said) == 5
        for word in ("piazza slack manifest", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "app.yaml"):
            assert word in "\n".join(said)
        assert bot.stop() == 0


def test_a_port_that_is_taken_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        for variable in ("PORT", "ADMIN_PORT"):
            ran = Bot({variable: str(port)}, folder=tmp_path).command("run")
            assert ran.returncode == 1
            assert ran.stderr == (
                f"{variable}: {port} on 127.0.0.1 is taken by another program;"
                f" stop that one or set {variable} to a free port\n"
            )


def test_a_token_that_slack_refuses_is_told_in_a_line(tmp_path: Path) -> None:
    with StrictSlack() as slack:
        wrong = credentials(slack) | {"SLACK_BOT_TOKEN": "xoxb-of-another-app"}
        ran = Bot(wrong, folder=tmp_path).command("run")
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert line.startswith("SLACK_BOT_TOKEN: Slack says 'invalid_auth'; install the app again")
