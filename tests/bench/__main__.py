"""`python -m tests.bench`: every row beside its bar. Over a bar is said, and is no failure."""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from bot.runtime import logs
from tests.bench import (
    ballots,
    coffee,
    counting,
    customers,
    day,
    digest,
    drawing,
    fairness,
    fanout,
    home,
    hooking,
    ideas,
    importing,
    pulse,
    reading,
    servers,
    starting,
    teams,
    thanks,
    working,
)
from tests.bench.postgres import databases
from tests.bench.rows import Row, table
from tests.slack_world import StrictSlack

ROUNDS, COUNT = 9, 500
FEWER = 5, 200
RATES = {"SQLite": 300, "PostgreSQL": 150}

Stage: TypeAlias = Callable[[StrictSlack], Iterator[Row]]


def main() -> None:
    """Measure, print, and perhaps write a file."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="steady load for 60 s instead of 10")
    parser.add_argument("--only", default="", metavar="WORD", help="stages with it in their name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")
    asked = parser.parse_args()
    logs.configure(level=logging.ERROR)
    # Asked to end, it still ends what it has started.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start")
    rows = list(_measured(asked.only, 60 if asked.full else 10))
    print(table(rows))
    if asked.json:
        asked.json.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")


def _measured(only: str, seconds: int) -> Iterator[Row]:
    with _files() as files, databases() as postgres:
        stages = _stages({"SQLite": files, "PostgreSQL": postgres}, seconds)
        for name, stage in stages.items():
            if only in name:
                print(f"measuring: {name}", flush=True)
                with servers.workspace() as slack:
                    yield from stage(slack)


def _stages(fresh: dict[str, thanks.Fresh], seconds: int) -> dict[str, Stage]:
    found: dict[str, Stage] = {
        "start": starting.starting,
        "reading": reading.reading,
        "charts": lambda _: drawing.charts(),
        "Slack calls": counting.slack_calls,
    }
    for kind, empty in fresh.items():
        found |= {
            f"statements on {kind}": partial(counting.statements, kind, empty),
            f"cost on {kind}": partial(thanks.cost, kind, empty, ROUNDS, COUNT),
            f"latency on {kind}": partial(thanks.latency, kind, empty, RATES[kind], seconds),
            f"ballots on {kind}": partial(ballots.taking, kind, empty, ROUNDS, COUNT),
            f"closing on {kind}": partial(ballots.closing, kind, empty),
            f"pulse opening on {kind}": partial(pulse.opened, kind, empty),
            f"pulse page on {kind}": partial(pulse.page, kind, empty),
            f"coffee on {kind}": partial(coffee.rounds, kind, empty),
            f"fairness on {kind}": partial(fairness.spread, kind, empty),
            f"ideas on {kind}": partial(ideas.submitting, kind, empty, *FEWER),
            f"alike on {kind}": partial(ideas.alike, kind, empty),
            f"customers on {kind}": partial(customers.filing, kind, empty),
            f"hooks on {kind}": partial(hooking.waiting, kind, empty, seconds),
            f"Teams on {kind}": partial(teams.teams, kind, empty, *FEWER),
            f"import on {kind}": partial(importing.importing, kind, empty),
            f"planning on {kind}": partial(fanout.planning, kind, empty),
            f"day on {kind}": partial(day.planning, kind, empty),
            f"home on {kind}": partial(home.opened, kind, empty),
            f"digest on {kind}": partial(digest.monday, kind, empty),
            f"sending on {kind}": partial(fanout.sending, kind, empty),
            f"fan-out on {kind}": partial(fanout.thanking, kind, empty),
        }
    found["workers"] = partial(working.working, "PostgreSQL", fresh["PostgreSQL"])
    found["many skills"] = partial(thanks.many_skills, fresh["SQLite"], ROUNDS, COUNT)
    return found


@contextmanager
def _files() -> Iterator[thanks.Fresh]:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        numbers = itertools.count(1)
        yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"


if __name__ == "__main__":
    main()
