"""`/kudos` while `piazza people import` brings in a whole company, beside `/kudos` without it."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import servers
from tests.bench.pressure import Pressure, fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import WARM_UP, Fresh
from tests.e2e.running import PIAZZA
from tests.slack_world import StrictSlack

LINES = 100_000
RATE = 50
"""Commands a second: what a company of that size says in its busiest minutes, and more."""
SLICE = 2
ROUNDS = 2
TITLES = "id;name;e-mail;division;team;manager;country;start date;birthday"


def importing(
    kind: str, fresh: Fresh, slack: StrictSlack, lines: int = LINES, rounds: int = ROUNDS
) -> Iterator[Row]:
    """In the first round everybody is new; in the others everybody has moved to another team."""
    with (
        tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder,
        servers.piazza(slack, fresh()) as piazza,
        fresh_process() as pool,
    ):
        pressure = Pressure(pool, piazza)
        pressure.cost(WARM_UP)
        told = [_round(pressure, Path(folder), number, lines) for number in range(rounds)]
        lost = pressure.lost()
    below, ours, took = zip(*told, strict=True)
    ratio = median(one / other for other, one in zip(below, ours, strict=True))
    name = f"{lines} people imported on {kind} at {RATE} /kudos a second"
    yield Row(f"{name}, p99", median(ours), "ms", 2, median(below), ratio)
    yield Row(f"{name}, slowest", max(took), "s", 20)
    yield Row(f"{name}, lost", lost, "commands", 0)


def _round(pressure: Pressure, folder: Path, number: int, lines: int) -> tuple[float, float, float]:
    """The 99th percentiles in milliseconds without an import and with one, and what that took."""
    file = folder / f"{number}.csv"
    file.write_text("\n".join([TITLES, *(_line(one, number) for one in range(lines))]))
    without = _p99(pressure, threading.Event(), slices=5)
    took: list[float] = []
    done = threading.Event()
    importer = threading.Thread(target=_import, args=(pressure, folder, file, took, done))
    importer.start()
    during = _p99(pressure, done)
    importer.join()
    print(f"  round {number}: p99 {without:.1f} ms, {during:.1f} ms in {took}", flush=True)
    return without, during, took[0]


def _line(one: int, number: int) -> str:
    team = f"Team {(one + number) % 2000}"
    return (
        f"{one};Person {one};p{one}@aurora.example;Division {one % 20};{team};{one // 10};"
        f"{'IT' if one % 3 else 'DE'};{one % 28 + 1:02}/03/2015;{one % 28 + 1:02}/{one % 12 + 1:02}"
    )


def _p99(pressure: Pressure, done: threading.Event, slices: int = 60) -> float:
    """Over slices of time that end before something is done."""
    took: list[float] = []
    for _ in range(slices):
        answers = pressure.latency(RATE, SLICE)
        if done.is_set() and took:
            break
        took += answers.took
    return sorted(took)[int(len(took) * 0.99)] * 1000


def _import(
    pressure: Pressure, folder: Path, file: Path, took: list[float], done: threading.Event
) -> None:
    (folder / "app.yaml").write_text(servers.APP_YAML)
    environment = {
        "DATABASE_URL": pressure.server.database_url,
        "PIAZZA_HOME": str(folder / "home"),
        "PIAZZA_KEYS": str(folder / "keys"),
    }
    start = time.perf_counter()
    try:
        subprocess.run(
            [*PIAZZA, "people", "import", str(file)],
            cwd=folder,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    finally:
        took.append(time.perf_counter() - start)
        done.set()
