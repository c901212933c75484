"""How evenly a year of thanks is spread in a big company: to work it out, and to show it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.directory.tables import employee, person
from bot.directory.teams import lot
from bot.runtime.app import App
from bot.store.tables import Moment
from skills.kudos.fairness import card
from skills.kudos.keeping import latest, look
from skills.kudos.model import Kudos, Recipient
from tests.bench import company
from tests.bench.belonging import pages
from tests.bench.coffee import work
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.slack_world import StrictSlack

PEOPLE, WEEKS, TEAM = 100_000, 52, 50
WORDS = "for the patient review of the release on a busy Monday"
# So many of a hundred thank somebody in a week; of these so many somebody of their own team.
GIVING, NEAR, PRIVATE = 10, 80, 5
APP_YAML = "company: {name: Aurora, languages: [en], zone: Europe/Rome}\nskills: {kudos: , cm: }\n"
WORKSPACE = "slack:T1"
MONDAY, SHOWS = date(2027, 1, 11), 20
NOW = datetime(2027, 1, 11, 5, tzinfo=UTC)


def spread(kind: str, fresh: Fresh, _: StrictSlack) -> Iterator[Row]:
    """A year in which one in ten thanks somebody each week."""
    with fresh_process() as pool:
        took, used, shown = pool.submit(_measured, fresh()).result()
    name = f"how thanks are spread, {PEOPLE:,} people and {WEEKS} weeks on {kind}"
    yield Row(f"{name}, shown", shown * 1000, "ms", 1000)
    yield Row(f"{name}, worked out", took, "s", 60)
    yield Row(f"{name}, worked out, CPU of ours", used, "s", 60)


def _measured(url: str) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        piazza = company.app(url, Path(folder), {}, APP_YAML)
        ids = [f"U{n}" for n in range(PEOPLE)]
        company.hire(piazza.database, WORKSPACE, ids, company.zones(company.ZONES))
        _fill(piazza)
        began, ran = time.perf_counter(), time.process_time()
        look(work(piazza, "kudos"), MONDAY.toordinal())
        took, used = time.perf_counter() - began, time.process_time() - ran
        began = time.perf_counter()
        for _ in range(SHOWS):
            piazza.database.read_now(_show)
        shown = (time.perf_counter() - began) / SHOWS
        piazza.database.close()
    return took, used, shown


def _show(db: Session) -> None:
    told = latest(db, 52)
    if told is None or told.across is None:
        raise AssertionError("nothing was worked out")
    card(db, told, 52)


def _fill(piazza: App) -> None:
    everybody = range(1, PEOPLE + 1)
    for some in pages(map(_employed, everybody), company.AT_ONCE):
        piazza.database.write_now(partial(_add, rows=some))
    for week in range(1, WEEKS + 1):
        piazza.database.write_now(partial(_thank, week=week))
    with piazza.database.engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def _add(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    db.execute(sa.insert(employee), rows)


def _employed(one: int) -> dict[str, Any]:
    where = {"company": "Aurora", "division": f"D{one // TEAM % 20}", "team": f"T{one // TEAM}"}
    none = {"manager": "", "location": "", "country": ""}
    return {"person_id": one, "key": str(one), **where, **none, "started": date(2020, 1, 1)}


def _thank(db: Session, week: int) -> None:
    """A week in which some thank somebody, mostly one of their team who is thanked often."""
    first, at = week * 10 * PEOPLE, NOW - timedelta(weeks=week, hours=-30)
    drawn = lot(week, person.c.id)
    fixed = {"message": WORDS, "value": "", "gist": "", "workspace": WORKSPACE}
    row: dict[str, Any] = {name: sa.literal(words) for name, words in fixed.items()}
    row |= {"id": first + person.c.id, "giver": person.c.id}
    row |= {"given": sa.literal(at, Moment()), "shown": sa.literal(at, Moment())}
    row |= {"private": drawn % 100 < PRIVATE, "anonymous": drawn % 100 == PRIVATE}
    giving = sa.select(*row.values()).where(drawn % 1000 < GIVING * 10)
    db.execute(sa.insert(Kudos).from_select([*row], giving))
    giver = sa.type_coerce(Kudos.giver, sa.BigInteger)
    one, other = lot(week + 100, giver), lot(week + 200, giver)
    near = (giver - 1) - (giver - 1) % TEAM + (one % TEAM) * (other % TEAM) // TEAM
    to = sa.case((one % 100 < NEAR, near), else_=other % PEOPLE) + 1
    received = sa.select(Kudos.id, to).where(Kudos.id > first, Kudos.id <= first + PEOPLE)
    db.execute(sa.insert(Recipient).from_select(["kudos_id", "person_id"], received))
