"""The pulse in a big company: opening a round, and the manager's page over a year of rounds."""

from __future__ import annotations

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.delivery.planner import Due
from bot.privacy.cells import kept
from bot.privacy.tables import ballot_cell, ballot_round
from bot.runtime.app import App
from bot.runtime.filing import filed
from bot.runtime.rooms import of_room
from bot.runtime.words import Words
from skills.pulse import opening, outcomes
from skills.pulse.bank import built_in
from skills.pulse.model import PulseRound
from skills.pulse.paper import page_of
from skills.pulse.rotation import chosen
from tests.bench import company
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.slack_world import StrictSlack

PEOPLE, ROUNDS, DIVISIONS, TEAMS = 100_000, 52, 20, 100
APP_YAML = "company: {name: Aurora, languages: [en], zone: Europe/Rome}\nskills: {pulse: }\n"
WORKSPACE = "slack:T1"
WEEK = timedelta(weeks=1)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
FIGURES = {"answered": [25, 49], "mean": 3.6, "comparable": True}
WHOLE = {"answered": [50, None], "mean": 3.6, "shares": [5, 10, 25, 40, 20], "spread": 1.05}


def opened(kind: str, fresh: Fresh, _: StrictSlack) -> Iterator[Row]:
    """A round for everybody: who is asked is kept, and every invitation planned."""
    with fresh_process() as pool:
        took, used, planned = pool.submit(_open, fresh()).result()
    name = f"a round for {PEOPLE:,} people opened and planned on {kind}"
    yield Row(name, took, "s", 20)
    yield Row(f"{name}, memory", used, "MB", 400)
    yield Row(f"{name}, missing", PEOPLE - planned, "people", 0)


def _open(url: str) -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        piazza = company.app(url, Path(folder), {}, APP_YAML)
        ids = [f"U{n}" for n in range(PEOPLE)]
        company.hire(piazza.database, WORKSPACE, ids, company.zones(company.ZONES))
        began = time.perf_counter()
        piazza.database.write_now(lambda db: _begin(piazza, db))
        planned = _plan(piazza)
        took = time.perf_counter() - began
        piazza.database.close()
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, planned


def _begin(piazza: App, db: Session) -> None:
    now = piazza.clock()
    chat = Chat(db, now, WORKSPACE, "pulse", piazza.house)
    monday = now.date() - timedelta(days=now.weekday())
    opening.begin(chat, monday, now + timedelta(days=4), by_hand=True)


def _plan(piazza: App) -> int:
    [nudge] = [one for one in piazza.house.nudges("pulse") if one.name == "invite"]
    planner, planning = piazza.planner, piazza.planning
    planner.workspaces = [WORKSPACE]
    dues: list[Due] = piazza.database.read_now(lambda db: planner.today(db, nudge, piazza.clock()))

    async def carry_out() -> int:
        done = [await planning.carry_out(one, force=True) for one in dues]
        return sum(one.people for one in done)

    return asyncio.run(carry_out())


def page(kind: str, fresh: Fresh, _: StrictSlack) -> Iterator[Row]:
    """The manager's page over a year of rounds; the floor reads the last round and no more."""
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        piazza = company.app(fresh(), Path(folder), {}, APP_YAML)
        try:
            last = piazza.database.write_now(_year)
            below = _best(lambda: piazza.database.read_now(lambda db: kept(db.connection(), last)))
            ours = _best(lambda: _page(piazza))
        finally:
            piazza.database.close()
    cells = ROUNDS * 5 * (DIVISIONS * TEAMS + DIVISIONS + 1)
    name = f"the page of the pulse, {cells:,} cells of {ROUNDS} rounds on {kind}"
    yield Row(name, ours, "s", 1, below)


def _best(run: Any) -> float:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return min(took)


def _page(piazza: App) -> str:
    def look(db: Session) -> Any:
        round_ = outcomes.latest(db)
        assert round_ is not None
        return page_of(db, outcomes.of(db, round_), NOW)

    found = of_room(piazza.database.read_now(look), "pulse")
    words = Words(piazza.answering.catalogue, "en", "Europe/Rome", "pulse")
    return filed(words, found).text


def _year(db: Session) -> int:
    """A year of rounds, as they are kept once they are counted."""
    before: list[list[str]] = []
    units = [["Aurora", f"D{d}", f"T{d}-{n}"] for d, n in product(range(DIVISIONS), range(TEAMS))]
    paths = [[], *(["Aurora", f"D{d}"] for d in range(DIVISIONS)), *units]
    for number in range(1, ROUNDS + 1):
        asked = chosen(built_in().values(), before)
        before.append([one.id for one in asked])
        _keep(db, number, [one.item for one in asked], paths)
    return ROUNDS


def _keep(db: Session, number: int, items: list[Any], paths: list[list[str]]) -> None:
    closed = NOW - (ROUNDS - number) * WEEK - timedelta(days=1)
    names = [
        {"name": one.name, "low": one.low, "high": one.high, "choice": False, "whole": one.whole}
        for one in items
    ]
    values = {
        "id": number,
        "skill": "pulse",
        "kind": "pulse",
        "state": "tallied",
        "k": 5,
        "items": names,
        "split": [],
        "audience": PEOPLE,
        "public_key": number.to_bytes(32, "big"),
        "opened": closed - timedelta(days=4),
        "closes": closed,
        "closed": closed,
        "workspace": WORKSPACE,
        "then": "",
        "epoch": 1,
    }
    db.execute(sa.insert(ballot_round).values(values))
    rows = [
        {
            "round_id": number,
            "item": one.name,
            "position": place,
            "path": path,
            "figures": (FIGURES if place % 3 else None) if path else WHOLE,
        }
        for one in items
        for place, path in enumerate(paths)
    ]
    db.execute(sa.insert(ballot_cell), rows)
    db.add(
        PulseRound(
            id=number,
            week=(closed - timedelta(days=3)).date(),
            by_hand=False,
            reminders=1,
            audience=PEOPLE,
            questions=[one.name for one in items],
            opened=closed - timedelta(days=4),
            closes=closed,
            ended=closed,
            told=closed,
        )
    )
    db.flush()
