"""Two workspaces, each with a nudge to everybody: sent by one worker, and by two."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.e2e.connected import Store, told
from tests.e2e.fanout import NUDGE, app_yaml
from tests.e2e.running import PIAZZA, Bot, Worker
from tests.e2e.twins import Browser, several
from tests.slack_world import App, StrictSlack, crowd
from tests.slack_world.people import TEAM
from tests.slack_world.program import poll

PEOPLE = 1000
NO_LIMIT = 60_000
TWIN = App(team="T0TWIN", domain="twin", bot_token="xoxb-twin")


def working(kind: str, fresh: Fresh, _: StrictSlack) -> Iterator[Row]:
    """How much faster two workers are than one; they share the cores with Slack and database."""
    one, two = (_rate(fresh(), workers) for workers in (1, 2))
    yield Row(f"messages a second on {kind}, by two workers", two, "/s", 1.1, one, one / two)


def _rate(url: str, count: int) -> float:
    with ExitStack() as stack:
        slacks = _workspaces(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        start = partial(_start, stack, slacks[0], url, folder)
        bot = start(Bot)
        for slack in slacks:
            assert Browser(bot.port).installs(slack).status == 200
        poll(lambda: len(told(bot, "installed")) == len(slacks), 30, "both are installed")
        store = Store(bot, url)
        poll(lambda: store.count("identity") >= len(slacks) * PEOPLE, 30, "everybody is known")
        assert bot.stop() == 0
        assert bot.command("schedule", "run", NUDGE).returncode == 0
        for _ in range(count):
            start(Worker)
        poll(lambda: store.all_sent, 120, "all is sent", 0.2)
        times = sorted(call.at for slack in slacks for call in slack.called("chat.postMessage"))
    return len(times) / (times[-1] - times[0])


def _workspaces(stack: ExitStack) -> list[StrictSlack]:
    first = stack.enter_context(StrictSlack(crowd(PEOPLE), page_size=200))
    twins = [replace(one, team=TWIN.team) for one in crowd(PEOPLE)]
    return [first, first.beside(StrictSlack(twins, app=TWIN, page_size=200))]


def _start(stack: ExitStack, slack: StrictSlack, url: str, folder: Path, kind: type[Bot]) -> Bot:
    workspaces = f"slack: {{workspaces: [{TEAM}, {TWIN.team}], "
    settings = app_yaml(NO_LIMIT).replace("slack: {", workspaces)
    environment = several(slack) | {"DATABASE_URL": url}
    bot = kind(environment, app_yaml=settings, folder=folder, piazza=PIAZZA, patience=60)
    return stack.enter_context(bot)
