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

from bot.directory.tables import employee
from bot.runtime.app import App
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
PRIME = 2_147_483_647
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
    for table, rows in ((employee, map(_employed, everybody)), *_thanks()):
        for some in pages(rows, 20_000):
            piazza.database.write_now(partial(_add, table=table, rows=some))
    with piazza.database.engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def _add(db: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    db.execute(sa.insert(table), rows)


def _employed(one: int) -> dict[str, Any]:
    where = {"company": "Aurora", "division": f"D{one // TEAM % 20}", "team": f"T{one // TEAM}"}
    none = {"manager": "", "location": "", "country": ""}
    return {"person_id": one, "key": str(one), **where, **none, "started": date(2020, 1, 1)}


def _thanks() -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
    number = PEOPLE * GIVING // 100 * WEEKS
    yield Kudos, (_kudos(id_) for id_ in range(1, number + 1))
    yield Recipient, (_recipient(id_) for id_ in range(1, number + 1))


def _drawn(id_: int, factor: int, most: int) -> int:
    """As by lot, and far quicker: there are half a million of them."""
    return (id_ * factor % PRIME * factor % PRIME) % most


def _giver(id_: int) -> int:
    return _drawn(id_, 48_271, PEOPLE) + 1


def _kudos(id_: int) -> dict[str, Any]:
    week = id_ * 100 // (PEOPLE * GIVING) + 1
    at = NOW - timedelta(weeks=min(week, WEEKS), hours=-id_ % 160)
    row = {"id": id_, "giver": _giver(id_), "message": WORDS, "value": "", "gist": ""}
    how = {"private": id_ % 100 < PRIVATE, "anonymous": id_ % 100 == PRIVATE, "group_names": None}
    return row | how | {"given": at, "shown": at, "workspace": WORKSPACE}


def _recipient(id_: int) -> dict[str, Any]:
    """Mostly somebody of the giver's team, and mostly those who are thanked often."""
    giver = _giver(id_)
    near = giver - giver % TEAM + _drawn(id_, 69_621, TEAM) ** 2 // TEAM
    to = near if id_ % 100 < NEAR else _drawn(id_, 16_807, PEOPLE)
    return {"kudos_id": id_, "person_id": min(max(to, 1), PEOPLE), "reported": None}
