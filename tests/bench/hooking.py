"""Hooks: how long a program waits that tells us something, signed, over HTTP."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bot.delivery.tables import delivery
from bot.runtime import signing
from bot.store.database import open_database
from tests.bench import load, servers
from tests.bench.many_skills import put
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import WARM_UP, Fresh
from tests.slack_world import StrictSlack

RATE = 100
SECRET = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"
SOURCE = '''\
"""It tells a channel what a program says."""

from pathlib import Path

from bot import Chat, Skill, t

skill = Skill("{name}", home=Path(__file__).parent)


@skill.hook("{name}", when=lambda _settings: True)
def take(chat: Chat, said: object, source: str) -> None:
    chat.say(t("told", source=source, number=said["number"]), to="#kudos")
'''
WORDS = '{{name: {name}, told: "{{source}} says {{number}}"}}\n'


def waiting(kind: str, fresh: Fresh, seconds: int, slack: StrictSlack) -> Iterator[Row]:
    """Events at an even rate; each is known again, and what it leads to is stored."""
    with _piazza(slack, fresh()) as piazza, fresh_process() as pool:
        pool.submit(load.press, piazza.port, _signed(0, WARM_UP)).result()
        many = _signed(WARM_UP, RATE * seconds)
        answers = pool.submit(load.evenly, piazza.port, many, RATE).result()
        taken = sum(one.startswith("202 ") for one in answers.others)
        lost = WARM_UP + taken - _stored(piazza.database_url)
    name = f"a hook on {kind} at {RATE}/s for {seconds} s"
    yield Row(f"{name}, p99", answers.percentile(0.99) * 1000, "ms", 50)
    yield Row(f"{name}, not taken", RATE * seconds - taken, "events", 0)
    yield Row(f"{name}, lost", max(0, lost), "events", 0)


@contextmanager
def _piazza(slack: StrictSlack, url: str) -> Iterator[servers.Server]:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        put(Path(folder), ["benchhook"], SOURCE, WORDS)
        variables = {"PYTHONPATH": folder, "PIAZZA_HOOK_SHOP": SECRET}
        with servers.piazza(slack, url, skills="  benchhook:\n", environment=variables) as piazza:
            yield piazza


def _signed(first: int, count: int) -> list[bytes]:
    now = datetime.now(UTC)
    return [_raw(number, now) for number in range(first, first + count)]


def _raw(number: int, now: datetime) -> bytes:
    body = json.dumps({"number": number}).encode()
    headers = signing.signed(SECRET, f"bench-{number}", body, now) | {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /hooks/benchhook/shop HTTP/1.1\r\n{lines}\r\n".encode() + body


def _stored(url: str) -> int:
    """How many are on their way to the channel, or there; nothing else is said."""
    database = open_database(url)
    query = sa.select(sa.func.count()).select_from(delivery)
    try:
        return database.read_now(lambda db: db.scalar(query)) or 0
    finally:
        database.close()
