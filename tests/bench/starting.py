"""From the command line to "ready", and what it takes to be there."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import servers
from tests.bench.rows import Row
from tests.bench.usage import resident_mb
from tests.e2e.running import PIAZZA, Bot
from tests.slack_world import StrictSlack

STARTS = 3


def starting(slack: StrictSlack) -> Iterator[Row]:
    """The first start makes the database; the others find it."""
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        took, memory = zip(*(_start(slack, Path(folder)) for _ in range(1 + STARTS)), strict=True)
    yield Row("first start to ready, all skills, Slack", took[0], "s", 2)
    yield Row("start to ready, all skills, Slack", median(took[1:]), "s", 2)
    yield Row("memory when ready", max(memory), "MB", 150)


def _start(slack: StrictSlack, folder: Path) -> tuple[float, float]:
    start = time.perf_counter()
    with Bot(
        servers.slack_variables(slack), app_yaml=servers.APP_YAML, folder=folder, piazza=PIAZZA
    ) as bot:
        return time.perf_counter() - start, resident_mb(bot.pid)
