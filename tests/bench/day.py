"""A whole day in a big company: all that is planned, until everything is in the outbox."""

from __future__ import annotations

import asyncio
import resource
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery.planning import CHUNK
from bot.delivery.tables import delivery
from bot.runtime.app import App
from bot.runtime.assembly import date_back
from bot.runtime.clock import Clock
from tests.bench import belonging, company
from tests.bench.belonging import DAY, MONDAY, WORKSPACE, pages
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.slack_world import StrictSlack

PEOPLE = 100_000
# On Wednesdays tables that are silent are asked, on Fridays whether they met.
ON = {"Wednesday": MONDAY + 2 * DAY, "Friday": MONDAY + 4 * DAY}
# A day begins in the east so long before it does in Greenwich, and ends in the west so long after.
EAST, WEST = timedelta(hours=14), timedelta(hours=36)
BARE = {"lane": 2, "kind": "bare", "params": {"nudge": "bare"}, "state": "pending"}


def planning(kind: str, fresh: Fresh, _: StrictSlack, people: int = PEOPLE) -> Iterator[Row]:
    """How long it takes to plan a day, beside putting as many bare rows into the outbox."""
    with fresh_process() as pool:
        days = pool.submit(_plan, fresh(), people).result()
    for name, day in days.items():
        what = f"a {name}'s nudges for {people:,} people planned on {kind}"
        print(f"  {what}: {day.by_kind}; {day.took:.1f} s, {day.cpu:.1f} s of CPU", flush=True)
        yield Row(what, day.took, "s", 60)
        yield Row(f"{what}, beside bare rows", day.took, "s", 6, day.floor, day.took / day.floor)
        yield Row(f"{what}, memory", day.memory, "MB", 500)


@dataclass(frozen=True)
class Day:
    """How long a day took to plan, on which clock, and how many of what it came to."""

    took: float
    cpu: float
    floor: float
    memory: float
    by_kind: dict[str, int]


def _plan(url: str, people: int) -> dict[str, Day]:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        piazza = company.app(url, Path(folder), {}, belonging.APP_YAML)
        belonging.found(piazza, people)
        piazza.planner.workspaces = [WORKSPACE]
        days = {name: _day(piazza, day) for name, day in ON.items()}
        piazza.jobs.close()
        piazza.database.close()
    return days


def _day(piazza: App, day: date) -> Day:
    midnight = datetime.combine(day, datetime.min.time(), UTC)
    piazza.database.write_now(partial(date_back, beginning=midnight - EAST))
    before, used = time.perf_counter(), time.process_time()
    asyncio.run(_pass(piazza, midnight - EAST, midnight + WEST))
    took, cpu = time.perf_counter() - before, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = piazza.database.read_now(_counted)
    floor = _bare(piazza, sum(found.values()))
    piazza.database.write_now(_send)
    return Day(took, cpu, floor, memory, found)


async def _pass(piazza: App, first: datetime, last: datetime) -> None:
    """From one instant at which anything is due to the next."""
    clock, at = piazza.clock, first
    assert isinstance(clock, Clock)
    while at < last:
        clock.set(at)
        await piazza.rounds.plan()
        await piazza.jobs.drain()
        following = await piazza.database.read(piazza.planner.upcoming)
        assert following is not None
        at = following


def _counted(db: Session) -> dict[str, int]:
    query = sa.select(delivery.c.kind, sa.func.count()).where(delivery.c.state == "pending")
    return dict(db.execute(query.group_by(delivery.c.kind)).all())


def _bare(piazza: App, count: int) -> float:
    """Seconds to store as many rows of the same size, and nothing else."""
    now = datetime.now(UTC)
    same = {"workspace": WORKSPACE, "not_before": now, "made": now, "person_id": 1, **BARE}
    before = time.perf_counter()
    for some in pages(range(count), CHUNK):
        rows = [{"id": uuid.uuid4(), **same} for _ in some]
        piazza.database.write_now(partial(_store, rows=rows))
    took = time.perf_counter() - before
    bare = sa.delete(delivery).where(delivery.c.kind == BARE["kind"])
    piazza.database.write_now(lambda db: db.execute(bare))
    return took


def _store(db: Session, rows: list[dict[str, object]]) -> None:
    db.connection().execute(sa.insert(delivery), rows)


def _send(db: Session) -> None:
    """Let all that was planned have gone out."""
    db.execute(sa.update(delivery).values(state="sent"))
