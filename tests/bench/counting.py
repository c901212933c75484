"""What one `/kudos` asks of the database and of Slack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import event

from bot.runtime.incoming import Called, Incoming, Ref
from bot.testing import WORKSPACE, Team
from skills.kudos import skill
from tests.bench import servers
from tests.bench.rows import Row
from tests.bench.world import GIVERS, RECIPIENTS, WHY
from tests.e2e.running import PIAZZA, Bot
from tests.slack_world import Driver, StrictSlack
from tests.slack_world.program import poll

PATIENCE = 5.0
"""How long every call to Slack takes while we look; an answer that is there sooner needed none."""


def statements(kind: str, fresh: Callable[[], str], _slack: StrictSlack) -> Iterator[Row]:
    """Statements until a thank-you is stored and answered."""
    with Team([skill], database_url=fresh()) as team:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        giver, to = team.member("Ann"), team.member("Bob")
        said = (Ref(to.id, "bob"), f" {WHY}")
        called = [
            Incoming(WORKSPACE, f"key-{number}", giver.id, Called("kudos", said), "C1")
            for number in range(2)
        ]
        team.hand_in(called[0])
        event.listen(team.app.database.engine, "before_cursor_execute", note)
        team.run(team.app.handle(called[1]))
        found = len(seen)
    yield Row(f"statements a /kudos on {kind}", found, "statements", 6)


def slack_calls(slack: StrictSlack) -> Iterator[Row]:
    """Calls to Slack that had been answered when the person was."""
    with Bot(servers.slack_variables(slack), app_yaml=servers.APP_YAML, piazza=PIAZZA) as bot:
        poll(lambda: any(line["event"] == "roster" for line in bot.logged()), 20, "the roster")
        before = sum(bool(call.status) for call in slack.calls)
        slack.delay = PATIENCE
        reply = Driver(slack, bot.events_url).command(
            GIVERS[0], "/kudos", f"{RECIPIENTS[0].mention} {WHY}", raw=True
        )
        after = sum(bool(call.status) for call in slack.calls)
        slack.heal()
    assert reply.status == 200, reply
    assert "You can give" in str(reply.body), reply
    yield Row("Slack calls before the answer to a /kudos", after - before, "calls", 0)
