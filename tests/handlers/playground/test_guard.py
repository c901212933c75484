"""The playground is for whoever sits at this machine: not for the network, not for other pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.e2e.connected import connected
from tests.e2e.running import Bot
from tests.e2e.sampled import sample
from tests.slack_world import StrictSlack

PAGE = "/playground/"
SCRIPT = "/playground/page/main.js"
WORDS = "/playground/words/en.json"
PICTURE = "/playground/pictures/1.png"
WIRE = "/playground/wire"
EVERYTHING = (PAGE, SCRIPT, WORDS, PICTURE, WIRE)
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A playground with a handful of people."""
    folder = tmp_path_factory.mktemp("playground")
    sample(folder / "home")
    with Bot({}, folder=folder) as one:
        yield one


def asked(
    port: int, path: str, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and body; the path goes out as it stands, dots and all."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = b"" if answer.status == 101 else answer.read()
        return answer.status, dict(answer.getheaders()), body.decode(errors="replace")


def status(port: int, path: str, **headers: str) -> int:
    return asked(port, path, headers)[0]


def shaken(bot: Bot, origin: str | None, host: str | None = None) -> int:
    """The answer to a WebSocket's handshake from a page of this origin."""
    headers = {**HANDSHAKE, "Host": host or f"127.0.0.1:{bot.admin_port}"}
    if origin is not None:
        headers["Origin"] = origin
    return asked(bot.admin_port, WIRE, headers)[0]


# ---- Who may ask ----


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_whoever_sits_at_this_machine_is_served(bot: Bot, name: str) -> None:
    here = f"{name}:{bot.admin_port}"
    for path in (PAGE, SCRIPT, WORDS):
        assert status(bot.admin_port, path, Host=here) == 200, path
    assert shaken(bot, f"http://{here}", here) == 101


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "localhost.evil.example:{port}", "127.0.0.1.nip.io"],
)
@pytest.mark.parametrize("path", EVERYTHING)
def test_a_name_that_somebody_pointed_at_this_machine_is_refused(
    bot: Bot, path: str, host: str
) -> None:
    foreign = host.format(port=bot.admin_port)
    own = f"http://127.0.0.1:{bot.admin_port}"
    headers = {**HANDSHAKE, "Origin": own} if path == WIRE else {}
    code, _, said = asked(bot.admin_port, path, {**headers, "Host": foreign})
    assert code in (403, 421)
    assert "<html" not in said


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://evil.example:{port}",
        "http://127.0.0.1:1",
        "http://localhost.evil.example:{port}",
        "https://127.0.0.1:{port}",
        "null",
        "",
        None,
    ],
)
def test_the_wire_is_for_pages_of_its_own(bot: Bot, origin: str | None) -> None:
    assert shaken(bot, origin and origin.format(port=bot.admin_port)) == 403


def test_the_world_outside_finds_no_playground(bot: Bot) -> None:
    for path in EVERYTHING:
        assert status(bot.port, path) == 404, path


def test_it_listens_to_this_machine_alone(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::"):
        ran = Bot({"ADMIN_HOST": host}, folder=tmp_path).command("run")
        assert ran.returncode == 1
        (line,) = ran.stderr.splitlines()
        assert line.startswith("ADMIN_HOST: ")
        assert host in line
        assert "127.0.0.1" in line
    assert not (tmp_path / "home/piazza.db").exists()


def test_where_slack_is_connected_there_is_no_playground() -> None:
    with StrictSlack() as slack, connected(slack) as (bot, _):
        for path in EVERYTHING:
            assert status(bot.admin_port, path, **HANDSHAKE) == 404, path
            assert status(bot.port, path, **HANDSHAKE) == 404, path


# ---- What is given ----


def test_nothing_but_the_pages_own_files_is_given(bot: Bot) -> None:
    for path in (
        "/playground/page/../__init__.py",
        "/playground/page/%2e%2e/__init__.py",
        "/playground/page/..%2f__init__.py",
        "/playground/page/..\\__init__.py",
        "/playground/page//etc/passwd",
        "/playground/page/",
        "/playground/page/nothing.js",
        "/playground/words/../page/main.js",
        "/playground/words/..%2fwords%2fen.json",
        "/playground/words/xx.json",
        "/playground/words/en.yaml",
        "/playground/pictures/0.png",
        "/playground/pictures/99999999999999999999999.png",
        "/playground/pictures/-1.png",
        "/playground/pictures/a.png",
        "/playground/nothing",
    ):
        assert status(bot.admin_port, path) == 404, path


def test_the_page_may_load_and_run_only_what_is_its_own(bot: Bot) -> None:
    for path in (PAGE, SCRIPT, WORDS, "/playground/nothing"):
        _, headers, _ = asked(bot.admin_port, path)
        rules = policy(headers)
        assert rules["default-src"] in ("'self'", "'none'")
        for name in ("frame-ancestors", "base-uri", "form-action", "object-src"):
            assert rules.get(name, rules["default-src"]) in ("'none'", "'self'"), name
        assert rules["frame-ancestors"] == "'none'"
        assert {word for value in rules.values() for word in value.split()} <= {"'self'", "'none'"}
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in headers


def policy(headers: Mapping[str, str]) -> dict[str, str]:
    """The Content-Security-Policy, what each directive allows by its name."""
    parts = [one.split(maxsplit=1) for one in headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1] for part in parts if part}


def test_what_may_change_is_never_kept_by_the_browser(bot: Bot) -> None:
    for path in (PAGE, WORDS):
        assert asked(bot.admin_port, path)[1]["Cache-Control"] == "no-store", path


def test_it_does_not_say_which_programs_serve_it(bot: Bot) -> None:
    for path in (PAGE, "/playground/nothing"):
        assert asked(bot.admin_port, path)[1]["Server"] == "piazza"


def test_a_file_says_what_it_is(bot: Bot) -> None:
    kinds = {
        PAGE: "text/html",
        SCRIPT: "text/javascript",
        "/playground/page/base.css": "text/css",
        "/playground/page/icon.svg": "image/svg+xml",
        WORDS: "application/json",
    }
    for path, kind in kinds.items():
        assert asked(bot.admin_port, path)[1]["Content-Type"].startswith(kind), path
