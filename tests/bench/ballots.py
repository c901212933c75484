"""Sealed ballots: what one costs beside a `/kudos`, and how long a big round takes to close."""

from __future__ import annotations

import itertools
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from bot.directory.tables import employee
from bot.people import Role
from bot.privacy import rounds
from bot.privacy.counting import Count
from bot.privacy.items import Item
from bot.privacy.sealing import Opener, Record, seal
from bot.privacy.tables import ballot, ballot_round
from bot.runtime.app import App
from bot.runtime.incoming import Called, Incoming, Ref, Submitted
from bot.testing import Team
from skills.kudos import skill as kudos
from tests.bench.beside import PLENTY, cpu, incoming
from tests.bench.company import AT_ONCE, app, hire
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.bench.world import WHY
from tests.bot.privacy.survey import skill as survey
from tests.slack_world import StrictSlack

PEOPLE = 100_000
ITEMS = [Item(name, 1, 5) for name in "abcd"] + [Item("again", 0, 10)]
COMMAND = "from bot.cli import main; main()"
APP_YAML = "company: {name: Aurora, languages: [en], zone: Europe/Rome}\nskills: {kudos: }\n"
# One in five writes something, as people do.
WRITING = 5


def taking(kind: str, fresh: Fresh, turns: int, count: int, _slack: StrictSlack) -> Iterator[Row]:
    """CPU of this process for what comes after HTTP: both are stored and answered."""
    with Team([kudos, survey], settings=PLENTY, database_url=fresh()) as team:
        giver, to = team.member("Ann"), team.member("Bob")
        team.grant(giver, Role.CM)
        giver.types("/survey open")
        said = (Ref(to.id, "bob"), f" {WHY}")
        numbers = itertools.count()

        def thanks() -> Incoming:
            return incoming(giver, next(numbers), Called("kudos", said))

        def answer() -> Incoming:
            token = giver.types("/survey").form.token
            values = {"mood": "4", "again": "9", "comment": WHY}
            return incoming(giver, next(numbers), Submitted(token, values))

        pairs = [(cpu(team, thanks, count), cpu(team, answer, count)) for _ in range(turns)]
    below, ours = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(one / other for other, one in pairs)
    yield Row(f"a ballot on {kind}, CPU beside a /kudos", ours, "us", 1.5, below, ratio)


def closing(kind: str, fresh: Fresh, _slack: StrictSlack, people: int = PEOPLE) -> Iterator[Row]:
    """A round of so many ballots, closed by a process of its own; the floor only opens them."""
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        url = fresh()
        piazza = app(url, Path(folder), {}, APP_YAML)
        try:
            hire(piazza.database, "slack:T1", [f"U{n}" for n in range(people)], ["Europe/Rome"])
            round_ = _open(piazza, people)
            below = _floor(piazza, round_)
        finally:
            piazza.database.close()
        took, memory = _tally(url, Path(folder), round_.id)
    name = f"a round of {people:,} ballots closed on {kind}"
    yield Row(name, took, "s", 20, below)
    yield Row(f"{name}, memory", memory, "MB", 500)


def _open(piazza: App, people: int) -> rounds.Round:
    with piazza.database.engine.begin() as db:
        db.execute(sa.insert(employee), [_employed(number) for number in range(1, people + 1)])
        now = piazza.clock()
        round_ = rounds.open_(
            db,
            piazza.house.box.keys,
            skill="bench",
            kind="bench",
            items=ITEMS,
            k=5,
            now=now,
            closes=now + DAY,
        )
    ids = range(1, people + 1)
    for start in range(0, people, AT_ONCE):
        rows = [_ballot(round_, number) for number in ids[start : start + AT_ONCE]]
        with piazza.database.engine.begin() as db:
            db.execute(sa.insert(ballot), rows)
    with piazza.database.engine.begin() as db:
        db.execute(sa.update(ballot_round).values(closes=piazza.clock()))
    return round_


DAY = timedelta(days=1)


def _path(number: int) -> tuple[str, str, str]:
    return "Aurora", f"Division {number % 20}", f"Team {number % 2000}"


def _employed(number: int) -> dict[str, Any]:
    company, division, team = _path(number)
    units = {"company": company, "division": division, "team": team}
    empty = {"manager": "", "location": "", "country": ""}
    return {"person_id": number, "key": str(number), **units, **empty}


def _ballot(round_: rounds.Round, number: int) -> dict[str, Any]:
    answers = (*((number * prime // 7) % 5 for prime in (3, 5, 11, 13)), number % 11)
    comment = f"{WHY} {number}" if number % WRITING == 0 else ""
    sealed = seal(Record(answers, _path(number), comment), round_.public_key)
    return {"round_id": round_.id, "slot": secrets.token_bytes(32), "sealed": sealed}


def _floor(piazza: App, round_: rounds.Round) -> float:
    """Seconds to open as many boxes one after the other, out of memory."""
    opener = Opener(piazza.house.box.keys.private(round_.public_key))
    sample = sa.select(ballot.c.sealed).where(ballot.c.round_id == round_.id).limit(AT_ONCE)
    boxes = piazza.database.read_now(lambda db: list(db.scalars(sample)))
    count, began = Count(round_.items), time.perf_counter()
    count.add(opener, boxes)
    took = time.perf_counter() - began
    assert count.people == len(boxes)
    return took * round_.audience / len(boxes)


def _tally(url: str, folder: Path, id_: int) -> tuple[float, float]:
    """Seconds and megabytes of `piazza tally`."""
    own = {"PIAZZA_HOME": f"{folder}/home", "PIAZZA_KEYS": f"{folder}/keys"}
    environment = {**os.environ, **own, "DATABASE_URL": url, "PIAZZA_CONFIG": f"{folder}/app.yaml"}
    argv = [sys.executable, "-P", "-c", COMMAND, "tally", str(id_)]
    began = time.perf_counter()
    pid = os.posix_spawn(sys.executable, argv, environment)
    _, status, used = os.wait4(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return time.perf_counter() - began, used.ru_maxrss / 1024
