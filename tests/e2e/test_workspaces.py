"""Several workspaces in one installation: they install, thank, leave, and it starts again."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.slack_world import ANN, Driver, StrictSlack
from tests.slack_world.payloads import farewell
from tests.slack_world.people import TEAM
from tests.slack_world.program import poll

from .connected import THANKS, Store, told
from .running import APP_YAML, Bot
from .twins import TWIN, Browser, several, twin_of

BOTH = APP_YAML.replace("slack: {", f"slack: {{workspaces: [{TEAM}, {TWIN}], ")


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def url(request: pytest.FixtureRequest) -> dict[str, str]:
    """The variable that names the database, if it is not the usual file."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url")}


def says_thanks(bot: Bot, slack: StrictSlack, words: str) -> None:
    """Ann thanks Bob in a workspace, and everybody there reads it."""
    before = len(slack.messages("kudos"))
    reply = Driver(slack, bot.events_url).command(ANN, "/kudos", f"@bob {words}")
    assert reply.message is not None
    assert "Thank you for thanking @bob!" in reply.message.shown(slack.names)
    slack.wait_for(lambda: len(slack.messages("kudos")) == before + 1, 10)
    assert words in slack.messages("kudos")[-1].shown()


def calls(slack: StrictSlack) -> int:
    """How often Slack was asked with a token of this workspace."""
    ours = slack.world.tokens | slack.world.revoked
    return sum(call.token in ours for call in slack.calls)


def state(bot: Bot) -> dict[str, str]:
    found: dict[str, str] = json.loads(bot.inner("/readyz")[1])
    return found


def farewells(bot: Bot, slack: StrictSlack, kind: str) -> None:
    """An admin removes the app: the token is worth nothing, and Slack says so."""
    slack.world.revoke()
    told = farewell(slack.app, kind, slack.world.next_id("Ev"), slack.world.now() + 1)
    assert Driver(slack, bot.events_url).send(told).status == 200


def dump(bot: Bot, url: dict[str, str]) -> bytes:
    """Everything that is stored, byte by byte."""
    files = [one for one in (bot.folder / "home").rglob("*") if one.is_file()]
    found = b"".join(one.read_bytes() for one in files)
    if url:
        store = Store(bot, url["DATABASE_URL"])
        found += "".join(map(str, store.rows("SELECT * FROM slack_bots"))).encode()
    return found


def test_two_workspaces_are_served_and_one_that_leaves_is_not(
    slack: StrictSlack, url: dict[str, str]
) -> None:
    twin = twin_of(slack)
    with Bot(several(slack) | url, app_yaml=BOTH) as bot:
        assert bot.inner("/readyz")[0] == 200
        for one in (slack, twin):
            shown = Browser(bot.port).installs(one)
            assert (shown.status, "Piazza is now in" in shown.words) == (200, True)
        poll(lambda: len(told(bot, "installed")) == 2, 5, "both are installed")
        says_thanks(bot, slack, THANKS)
        says_thanks(bot, twin, "thank you for the help with the twin")
        assert [len(one.messages("kudos")) for one in (slack, twin)] == [1, 1]
        farewells(bot, slack, "tokens_revoked")
        assert "removed Piazza" in state(bot)[f"slack:{TEAM}"]
        assert bot.inner("/readyz")[0] == 200
        says_thanks(bot, twin, "thank you for the help once more")
        bot.stop()
        bot.start()
        says_thanks(bot, twin, "thank you for the help after the pause")
        assert "removed Piazza" in state(bot)[f"slack:{TEAM}"]
        asked = calls(slack)
        gone = Driver(slack, bot.events_url).command(ANN, "/kudos", f"@bob {THANKS}").message
        assert gone is not None
        assert gone.shown().startswith("Sorry, Piazza is for the members of this organisation.")
        assert calls(slack) == asked
        assert len(slack.messages("kudos")) == 1
        assert Browser(bot.port).installs(slack).status == 200
        says_thanks(bot, slack, "thank you for having us back here")
        checked = bot.command("check")
        assert f"slack:{TEAM}" not in checked.stderr
        leaks = dump(bot, url) + "\n".join(bot.lines).encode()
        bot.stop()
        for token in slack.world.tokens | slack.world.revoked | twin.world.tokens:
            assert token.encode() not in leaks
        assert slack.app.client_secret.encode() not in leaks
    assert slack.faults == []


def key_of(bot: Bot) -> Path:
    """Where the key is that seals tokens."""
    return bot.folder / "keys" / "slack-tokens.key"


def test_the_key_lies_outside_and_is_nobody_elses(slack: StrictSlack) -> None:
    with Bot(several(slack)) as bot:
        key = key_of(bot)
        assert not key.exists()
        Browser(bot.port).installs(slack)
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_without_the_key_a_line_says_so(slack: StrictSlack) -> None:
    with Bot(several(slack)) as bot:
        Browser(bot.port).installs(slack)
        bot.stop()
        key = key_of(bot)
        made = key.read_bytes()
        key.unlink()
        for how in ("run", "check"):
            ran = bot.command(how)
            assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1), ran.stderr
            assert ran.stderr.startswith(f"PIAZZA_KEYS: {key}: No such file")
        assert not key.exists()
        key.write_bytes(made)
        bot.start()
        says_thanks(bot, slack, THANKS)


def test_with_a_wrong_key_a_workspace_waits_for_the_right_one(slack: StrictSlack) -> None:
    with Bot(several(slack)) as bot:
        Browser(bot.port).installs(slack)
        bot.stop()
        key = key_of(bot)
        made = key.read_bytes()
        key.write_bytes(bytes(32))
        bot.start()
        assert "another key" in state(bot)[f"slack:{TEAM}"]
        assert "another key" in bot.command("check").stderr
        bot.stop()
        key.write_bytes(made[:31])
        assert f"{key} is no key" in bot.command("run").stderr
        key.write_bytes(made)
        bot.start()
        says_thanks(bot, slack, THANKS)


def test_one_that_leaves_keeps_what_it_was_to_get(slack: StrictSlack) -> None:
    twin = twin_of(slack)
    with Bot(several(slack), app_yaml=BOTH) as bot:
        for one in (slack, twin):
            Browser(bot.port).installs(one)
        slack.fail("chat.postMessage", "ok_false:token_revoked", times=1)
        reply = Driver(slack, bot.events_url).command(ANN, "/kudos", f"@bob {THANKS}")
        assert reply.message is not None
        slack.wait_for(lambda: slack.failing == 0)
        poll(lambda: f"slack:{TEAM}" in state(bot), 5, "it is told")
        assert state(bot)[f"slack:{TEAM}"] == "paused: token_revoked"
        farewells(bot, slack, "app_uninstalled")
        says_thanks(bot, twin, "thank you for the help with the twin")
        waiting = "delivery WHERE workspace = 'slack:{}' AND state = 'pending'"
        poll(lambda: not Store(bot).count(waiting.format(TWIN)), 5, "all is sent there")
        assert Store(bot).count(waiting.format(TEAM)) > 0


def test_over_socket_mode_both_are_served_too(slack: StrictSlack) -> None:
    twin = twin_of(slack)
    with Bot(several(slack, socket=True), app_yaml=BOTH) as bot:
        slack.wait_for(lambda: slack.connections)
        for one in (slack, twin):
            assert Browser(bot.port).installs(one).status == 200
        for one in (slack, twin):
            reply = Driver(one).command(ANN, "/kudos", f"@bob {THANKS}")
            assert reply.message is not None
            poll(partial(one.messages, "kudos"), 10, "it is posted")
        assert [len(one.messages("kudos")) for one in (slack, twin)] == [1, 1]


def test_nothing_is_installed_yet_and_check_says_where(slack: StrictSlack, tmp_path: Path) -> None:
    told_it = Bot(several(slack), folder=tmp_path).command("check")
    assert told_it.returncode == 1
    assert told_it.stderr == "slack: no workspace has installed Piazza yet; open /slack/install\n"
