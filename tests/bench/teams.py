"""A thank-you on Teams: what it costs beside the SDK's own echo and what the same adds on Slack."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import Any

from tests.bench import load, servers
from tests.bench.pressure import Pressure, fresh_process
from tests.bench.rows import Row
from tests.bench.servers import APP_YAML, Server
from tests.bench.thanks import WARM_UP, Fresh
from tests.bench.usage import cpu_seconds
from tests.bench.world import HALF, WHY
from tests.e2e.connected import Store
from tests.e2e.running import PIAZZA, Bot
from tests.handlers.teams.microsoft import Microsoft, claims, token
from tests.slack_world import StrictSlack
from tests.slack_world.program import poll
from tests.teams_world import StrictTeams, crowd
from tests.teams_world.people import TENANT, App, User, channel

PEOPLE = crowd(2 * HALF)
GIVERS, RECIPIENTS = PEOPLE[:HALF], PEOPLE[HALF:]
APP, GENERAL, KUDOS = App(), channel("general", PEOPLE), channel("kudos", PEOPLE)
ON_TEAMS = f"{APP_YAML}teams: {{service_hosts: [127.0.0.1]}}\n"
# What `/kudos` adds to Bolt's acknowledgement may be so much here.
SHARE = 1.5


def teams(kind: str, fresh: Fresh, rounds: int, count: int, slack: StrictSlack) -> Iterator[Row]:
    """A thank-you on Teams, a round of it after each of what it is compared with."""
    with (
        StrictTeams(PEOPLE, [GENERAL, KUDOS]) as strict,
        servers.program("tests.bench.sink") as sink,
        servers.program("tests.bench.echo", "--repaired") as repaired,
        servers.program("tests.bench.echo") as echo,
        servers.floor(fresh(), "--bare") as bare,
        servers.piazza(slack, fresh()) as ours,
        on_teams(strict, fresh()) as there,
        fresh_process() as pool,
    ):
        kudos, ack = Pressure(pool, ours), Pressure(pool, bare)
        nowhere = f"http://127.0.0.1:{sink.port}/"
        talks = [Talk(pool, one, nowhere) for one in (repaired, echo)]
        talks.append(Talk(pool, there, strict.service_url, partial(_answers, strict)))
        measured = [one.cost for one in (kudos, ack)] + [one.cost for one in talks]
        for cost in measured:
            cost(WARM_UP)
        told = [[cost(count) for cost in measured] for _ in range(rounds)]
        lost = talks[2].sent - there.stored()
    adds = [said[2] + SHARE * (said[0] - said[1]) for said in told]
    costs = [median(column) for column in zip(*told, strict=True)]
    ratio = median(said[4] / may for said, may in zip(told, adds, strict=True))
    yield Row("the SDK's echo, repaired", costs[2], "us", 0.5, costs[3], costs[2] / costs[3])
    yield Row(f"a kudos on Teams, {kind}, CPU", costs[4], "us", 1, median(adds), ratio)
    yield Row(f"kudos on Teams, {kind}, lost", lost, "kudos", 0)


class Talk:
    """Messages to one bot on Teams; every one is new, and comes from a `service_url`.

    `answered` is how many answers there are; without it they come before the message is taken.
    """

    def __init__(
        self,
        pool: ProcessPoolExecutor,
        server: Server,
        service_url: str,
        answered: Callable[[], int] | None = None,
    ) -> None:
        self._pool = pool
        self._server = server
        self._service_url = service_url
        self._answered = answered
        self.sent = 0

    def cost(self, count: int) -> float:
        """Microseconds of CPU a message, over so many, until each has been answered."""
        numbers = range(self.sent, self.sent + count)
        before, answered = cpu_seconds(self._server.pid), self._answered
        until = answered() + count if answered else 0
        self.tell([_kudos(self._service_url, number) for number in numbers])
        if answered:
            poll(lambda: answered() >= until, 60, "everybody is answered")
        self.sent += count
        return (cpu_seconds(self._server.pid) - before) / count * 1e6

    def tell(self, activities: Sequence[dict[str, Any]]) -> None:
        """Hand over activities; all are taken."""
        signed = token(claims(serviceurl=self._service_url))
        requests = [self._raw(one, signed) for one in activities]
        answers = self._pool.submit(load.press, self._server.port, requests).result()
        refused = [one for one in answers.others if not one.startswith("200 ")]
        assert refused == [], refused[0]

    def _raw(self, activity: dict[str, Any], signed: str) -> bytes:
        body = json.dumps(activity).encode()
        headers = {
            "Host": f"127.0.0.1:{self._server.port}",
            "Authorization": f"Bearer {signed}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST /api/messages HTTP/1.1\r\n{lines}\r\n".encode() + body


def _answers(strict: StrictTeams) -> int:
    """How many answers there are; posts and what those thanked get have a pace of their own."""
    givers = {one.id for one in GIVERS}
    with strict.world.changed:
        chats = {id_ for id_, room in strict.world.rooms.items() if givers & {*room.members}}
        chats -= {GENERAL.id, KUDOS.id}
        return sum(one.conversation in chats for one in strict.world.activities)


@contextmanager
def on_teams(strict: StrictTeams, database_url: str) -> Iterator[Server]:
    """`piazza run` on Teams, on an empty database, once it knows everybody."""
    microsoft = Microsoft()
    keys = microsoft.serving()
    strict.run(keys.__aenter__())
    variables = {
        "TEAMS_APP_ID": strict.app.id,
        "TEAMS_APP_PASSWORD": strict.app.password,
        "TEAMS_TENANT_ID": strict.app.tenant,
        "TEAMS_LOGIN_URL": strict.world.base_url,
        "TEAMS_OPENID_URL": microsoft.url,
        "DATABASE_URL": database_url,
    }
    try:
        with Bot(variables, app_yaml=ON_TEAMS, piazza=PIAZZA) as bot, fresh_process() as pool:
            server = Server(bot.pid, bot.port, database_url)
            joined = _activity(strict.service_url, GIVERS[0], "conversationUpdate")
            joined["membersAdded"] = [{"id": APP.bot}]
            Talk(pool, server, strict.service_url).tell([joined])
            store = Store(bot, database_url)
            poll(lambda: store.count("identity") >= len(PEOPLE), 30, "everybody is known")
            yield server
    finally:
        strict.run(keys.__aexit__(None, None, None))


def _kudos(service_url: str, number: int) -> dict[str, Any]:
    """One thank-you: each giver thanks each recipient in turn; numbers are never used twice."""
    to = RECIPIENTS[(number + number // HALF) % HALF]
    named = [(APP.bot, "Piazza"), (to.id, to.name)]
    return {
        **_activity(service_url, GIVERS[number % HALF], "message"),
        "id": str(1_700_000_000_000 + number),
        "text": f"<at>Piazza</at> kudos <at>{to.name}</at> {WHY}, {number}",
        "entities": [
            {"type": "mention", "mentioned": {"id": id_, "name": name}, "text": f"<at>{name}</at>"}
            for id_, name in named
        ],
    }


def _activity(service_url: str, who: User, kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": who.id, "name": who.name, "aadObjectId": who.object_id},
        "recipient": {"id": APP.bot, "name": "Piazza"},
        "conversation": {
            "id": GENERAL.id,
            "conversationType": "channel",
            "tenantId": TENANT,
            "isGroup": True,
        },
        "channelData": {"tenant": {"id": TENANT}, "team": {"id": GENERAL.id}},
        "locale": "en-US",
    }
