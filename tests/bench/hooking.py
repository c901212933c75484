"""Hooks: how long a program waits that tells us something, signed, over HTTP."""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.runtime import signing
from bot.store.database import open_database
from skills.feedback.model import Intake, Item
from tests.bench import load, servers
from tests.bench.ideas import words_of
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import WARM_UP, Fresh
from tests.slack_world import StrictSlack

RATE = 100
SECRET = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"
# Seconds.
PATIENCE, LOOK = 60, 0.5
_waits = sa.select(sa.func.count(Intake.id)).where(~Intake.filed)
FEEDBACK = "  feedback: {hook: true}\n"


def waiting(kind: str, fresh: Fresh, seconds: int, slack: StrictSlack) -> Iterator[Row]:
    """Customers' words at an even rate; each is known again, stored, and filed behind that."""
    with _piazza(slack, fresh()) as piazza, fresh_process() as pool:
        pool.submit(load.press, piazza.port, _signed(0, WARM_UP)).result()
        _wait_until_filed(piazza.database_url)
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
    known = {"PIAZZA_HOOK_SHOP": SECRET}
    with servers.piazza(slack, url, skills=FEEDBACK, environment=known) as piazza:
        yield piazza


def _signed(first: int, count: int) -> list[bytes]:
    now, chance = datetime.now(UTC), random.Random(first)
    return [_raw(number, now, words_of(chance)) for number in range(first, first + count)]


def _raw(number: int, now: datetime, words: str) -> bytes:
    said = {"id": str(number), "text": words, "name": f"Customer {number % 500}"}
    body = json.dumps(said).encode()
    headers = signing.signed(SECRET, f"bench-{number}", body, now) | {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /hooks/feedback/shop HTTP/1.1\r\n{lines}\r\n".encode() + body


def _wait_until_filed(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while sum(_counts(url, _waits)):
        if time.monotonic() > until:
            raise TimeoutError("what warmed Piazza up is not filed")
        time.sleep(LOOK)


def _stored(url: str) -> int:
    """How many are filed, or still to be."""
    return sum(_counts(url, sa.select(sa.func.count(Item.id)), _waits))


def _counts(url: str, *queries: sa.Select[int]) -> list[int]:
    database = open_database(url)
    try:
        return database.read_now(lambda db: [db.scalar(one) or 0 for one in queries])
    finally:
        database.close()
