"""Coffee in a big company: one round for everybody, until its seats are stored."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.runtime.app import App
from bot.work import Work, begin
from skills.coffee.model import Meeting, Member, Seat
from skills.coffee.planning import make
from tests.bench import company
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.slack_world import StrictSlack

PEOPLE, BEFORE = 20_000, 10
APP_YAML = "company: {name: Aurora, languages: [en], zone: Europe/Rome}\nskills: {coffee: }\n"
WORKSPACE = "slack:T1"
MONDAY, NOW = date(2027, 1, 11), datetime(2027, 1, 10, 5, tzinfo=UTC)


def rounds(kind: str, fresh: Fresh, _: StrictSlack) -> Iterator[Row]:
    """A round for people in forty zones who have met ten others each."""
    with fresh_process() as pool:
        took, used, alone, again = pool.submit(_round, fresh()).result()
    name = f"a round of coffee for {PEOPLE:,} people on {kind}"
    yield Row(name, took, "s", 30)
    yield Row(f"{name}, memory", used, "MB", 1000)
    yield Row(f"{name}, without a table", alone, "people", 1)
    yield Row(f"{name}, who met before", again, "pairs", 0)


def _round(url: str) -> tuple[float, float, int, int]:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        piazza = company.app(url, Path(folder), {}, APP_YAML)
        ids = [f"U{n}" for n in range(PEOPLE)]
        company.hire(piazza.database, WORKSPACE, ids, company.zones(company.ZONES))
        piazza.database.write_now(_past)
        began = time.perf_counter()
        make(work(piazza, "coffee"), MONDAY.toordinal(), False)
        took = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        alone, again = piazza.database.read_now(_figures)
        piazza.database.close()
    return took, used, alone, again


def _past(db: Session) -> None:
    """All have joined, and met some others in rounds before."""
    everybody = range(1, PEOPLE + 1)
    db.execute(
        sa.insert(Member), [{"person_id": one, "joined": True, "since": NOW} for one in everybody]
    )
    chance, met = random.Random(5), set[tuple[int, int]]()
    while len(met) < PEOPLE * BEFORE // 2:
        one, other = chance.sample(everybody, 2)
        met.add((min(one, other), max(one, other)))
    last = MONDAY - timedelta(weeks=2)
    rows = [
        {"person_id": a, "other_id": b, "times": 1, "last": last}
        for one, other in met
        for a, b in ((one, other), (other, one))
    ]
    db.execute(sa.insert(Meeting), rows)


def work(piazza: App, skill: str) -> Work:
    """What a job gets, on the database itself."""

    def write(change: object, _: int) -> object:
        def run(db: Session) -> object:
            return change(Chat(db, NOW, WORKSPACE, skill, piazza.house))  # type: ignore[operator]

        return piazza.database.write_now(run)

    read = partial(piazza.database.read_now)
    return begin(skill, piazza.house, lambda: NOW, read, write)


def _figures(db: Session) -> tuple[int, int]:
    places = sa.select(Seat.place).group_by(Seat.place).having(sa.func.count() == 1).subquery()
    alone = db.scalar(sa.select(sa.func.count()).select_from(places)) or 0
    again = db.scalar(sa.select(sa.func.count()).where(Meeting.times > 1)) or 0
    return alone, again // 2
