"""`piazza run` where nothing is connected, and where something is in the way."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from tests.slack_world import StrictSlack

from .connected import connected, credentials
from .running import DIRECT, Bot
from .sampled import sample


def told(stderr: str) -> list[str]:
    """What a person is told; on a busy machine the log may add that something took its time."""
    return [line for line in stderr.splitlines() if not line.startswith("{")]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("size", "filling"),
    [
        ((20, 2), "20 people, 2 weeks"),
        pytest.param((180, 26), "180 people, 26 weeks", marks=pytest.mark.soak),
    ],
)
def test_without_credentials_it_opens_the_playground_and_says_where_to_look(
    size: tuple[int, int], filling: str
) -> None:
    bot = Bot({}, patience=280)
    bot.first = ("tests.e2e.sampled:resize", size)
    with bot:
        assert bot.outer("/healthz") == (200, "ok")
        assert bot.outer("/metrics")[0] == 404
        assert bot.outer("/playground/")[0] == 404
        status, parts = bot.inner("/readyz")
        assert (status, json.loads(parts)) == (200, {"database": "ok", "playground": "ok"})
        said = [line for line in bot.lines if not line.startswith("{")]
        address = f"http://127.0.0.1:{bot.admin_port}/playground/"
        assert said[0] == f"Filling in the sample company: {filling}"
        assert said[1] == f"Piazza's playground is open: {address}"
        assert bot.inner("/playground/")[0] == 200
        assert bot.stop() == 0
        assert list(bot.folder.glob("home/*-wal")) == []


@pytest.mark.parametrize(("host", "named"), [("::1", "[::1]"), ("localhost", "localhost")])
def test_the_address_it_tells_is_the_one_it_listens_at(
    tmp_path: Path, host: str, named: str
) -> None:
    if not can_listen(host):
        pytest.skip(f"this machine has no address {host}")
    sample(tmp_path / "home")
    with Bot({"ADMIN_HOST": host}, folder=tmp_path) as bot:
        (said,) = [line for line in bot.lines if "playground is open" in line]
        address = said.rpartition(" ")[2]
        assert address == f"http://{named}:{bot.admin_port}/playground/"
        with DIRECT.open(address, timeout=5) as answer:
            assert answer.status == 200


def can_listen(host: str) -> bool:
    try:
        (where, *_) = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
        socket.create_server(where[4][:2], family=where[0]).close()
    except OSError:
        return False
    return True


@pytest.mark.soak
def test_the_sample_company_and_a_real_one_are_never_mixed(tmp_path: Path) -> None:
    invented, real = tmp_path / "sample", tmp_path / "real"
    real.mkdir()
    sample(invented / "home")
    with StrictSlack() as slack:
        with connected(slack, folder=real):
            pass
        for words in (["run"], ["people", "sync"]):
            ran = Bot(credentials(slack), folder=invented).command(*words)
            assert ran.returncode == 1, words
            (line,) = told(ran.stderr)
            assert line.startswith("this database holds the sample company of the playground;")
    for words in (["run"], ["run", "--playground"], ["sample"]):
        ran = Bot({}, folder=real).command(*words)
        assert ran.returncode == 1, words
        (line,) = told(ran.stderr)
        assert "Slack" in line


def test_a_port_that_is_taken_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        for variable in ("PORT", "ADMIN_PORT"):
            ran = Bot({variable: str(port)}, folder=tmp_path).command("run")
            assert ran.returncode == 1
            assert told(ran.stderr) == [
                f"{variable}: {port} on 127.0.0.1 is taken by another program;"
                f" stop that one or set {variable} to a free port"
            ]


def test_a_token_that_slack_refuses_is_told_in_a_line(tmp_path: Path) -> None:
    with StrictSlack() as slack:
        wrong = credentials(slack) | {"SLACK_BOT_TOKEN": "xoxb-of-another-app"}
        ran = Bot(wrong, folder=tmp_path).command("run")
    assert ran.returncode == 1
    (line,) = told(ran.stderr)
    assert line.startswith("SLACK_BOT_TOKEN: Slack says 'invalid_auth'; install the app again")


def test_a_key_without_a_models_name_is_told_and_keeps_nobody_from_starting(
    tmp_path: Path,
) -> None:
    sample(tmp_path / "home")
    with Bot({"OPENAI_API_KEY": "sk-canary"}, folder=tmp_path) as bot:
        assert any("nothing leaves this machine" in line for line in bot.lines)
        told = [json.loads(line) for line in bot.lines if line.startswith("{")]
        [reason] = [line["reason"] for line in told if line["event"] == "model"]
        assert reason.startswith("OPENAI_MODEL: is missing, and OPENAI_API_KEY is there")
        assert not any("sk-canary" in line for line in bot.lines)


@pytest.mark.soak
def test_the_playground_says_so_where_a_model_is_asked(tmp_path: Path) -> None:
    sample(tmp_path / "home")
    asked = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_MODEL": "small-1"}
    with Bot(asked, folder=tmp_path) as bot:
        said = "only what a language model is asked leaves this machine"
        assert any(said in line for line in bot.lines)
