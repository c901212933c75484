"""Slack takes the token no more while a nudge goes out: all stops, one person hears of it once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.delivery.planner import Due
from tests.provider.recording import Call
from tests.slack_world import ANN, StrictSlack, channel, crowd
from tests.slack_world.program import poll

from .connected import Store, credentials, told
from .fanout import NUDGE, app_yaml, begins, hurry
from .inside import Inside
from .running import Bot, Worker

PEOPLE = crowd(300, "colleague")
POST = "chat.postMessage"
MINUTE = 60
# So many may be called after the token has gone, in all tries together.
MOST = 60


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    everybody = [*PEOPLE, ANN]
    rooms = [channel("general", everybody), channel("kudos", everybody)]
    with StrictSlack(everybody, rooms) as slack:
        yield slack


def takes_back_after_fifty(slack: StrictSlack) -> None:
    """Let the token be one that Slack does not know, when fifty have been sent."""
    slack.wait_for(lambda: len(slack.called(POST)) >= 50, 30)
    with slack.world.changed:
        slack.world.tokens.clear()


def gives(slack: StrictSlack, token: str) -> None:
    """Let Slack take a token."""
    with slack.world.changed:
        slack.world.tokens.add(token)


def planned(bot: Inside) -> None:
    """Plan the nudge for everybody, now."""
    [nudge] = [one for one in bot.app.planner.nudges if one.key == NUDGE]
    bot.app.planner.workspaces = bot.app.workspaces
    due = Due(nudge, "Europe/Rome", bot.now().date(), bot.now())
    assert bot.slack.run(bot.app.planning.carry_out(due, force=True)).people >= len(PEOPLE)


def refused(slack: StrictSlack) -> list[Call]:
    return [call for call in slack.calls if call.error == "invalid_auth"]


def all_is_well(slack: StrictSlack) -> None:
    """Everybody was nudged once, and the manager has one word about it."""
    assert [len(slack.dm(one)) for one in PEOPLE] == [1] * len(PEOPLE)
    words = [one.shown() for one in slack.dm(ANN)]
    [word] = [one for one in words if "had to wait" in one]
    assert "invalid_auth" in word
    assert slack.audit().repeated == {}
    assert 0 < len(refused(slack)) < MOST


def test_it_goes_on_by_itself_when_the_token_is_good_again(
    slack: StrictSlack, tmp_path: Path
) -> None:
    with Inside(slack, tmp_path, app_yaml=app_yaml(6000)) as bot:
        bot.meet_everybody()
        planned(bot)
        slack.run(bot.app.tick())
        takes_back_after_fifty(slack)
        slack.run(bot.app.engine.idle())
        workspace = f"slack:{slack.app.team}"
        for _ in range(10):
            bot.later(MINUTE)
            status, page = bot.inner("/readyz")
            assert (status, json.loads(page)[workspace]) == (200, "paused: invalid_auth")
        gives(slack, slack.app.bot_token)
        bot.later(10 * MINUTE)
        assert workspace not in json.loads(bot.inner("/readyz")[1])
        all_is_well(slack)


@pytest.mark.soak
def test_it_goes_on_after_a_start_with_a_new_token(
    slack: StrictSlack, tmp_path: Path, postgres_url: str
) -> None:
    with ExitStack() as stack:
        bots = [
            start(stack, kind, slack, tmp_path / kind.does, postgres_url) for kind in (Bot, Worker)
        ]
        run = bots[0]
        poll(lambda: told(run, "groups"), 20, "everybody is known")
        begins(run)
        takes_back_after_fifty(slack)
        # It says so, whichever of the two was refused.
        poll(lambda: "invalid_auth" in run.inner("/readyz")[1], 20, "it is paused")
        gives(slack, "xoxb-new")
        for one in bots:
            assert one.stop() == 0
        assert 0 < len(slack.called(POST)) < len(PEOPLE)
        for one in bots:
            one.set("SLACK_BOT_TOKEN", "xoxb-new")
            one.start()
        store = Store(run, postgres_url)
        poll(lambda: store.all_sent, 60, "all is sent")
        poll(lambda: "paused" not in run.inner("/readyz")[1], 10, "it goes on")
        all_is_well(slack)


def start(stack: ExitStack, kind: type[Bot], slack: StrictSlack, folder: Path, url: str) -> Bot:
    """A process of the company."""
    folder.mkdir()
    environment = credentials(slack) | {"DATABASE_URL": url}
    bot = kind(environment, app_yaml=app_yaml(6000), folder=folder)
    bot.first = (f"{hurry.__module__}:{hurry.__name__}", [])
    return stack.enter_context(bot)
