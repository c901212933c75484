"""Customers' words through all that is told of them, in a process of its own on one core."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.rows import Row

if TYPE_CHECKING:
    from tests.slack_world import StrictSlack

# What numpy would take of threads by itself.
ONE_CORE: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
FIRST, ALL = "first", "all"
ROOT: Final = Path(__file__).parents[2]


def reading(_slack: StrictSlack) -> Iterator[Row]:
    """Each in a fresh process: its peak is what it needed, and its first text is a first text."""
    first, many = _fresh(FIRST), _fresh(ALL)
    what = f"{many['count']:,} customers' words through everything"
    yield Row("first use: from no model to a text labelled", first["took"], "s", 2)
    yield Row("the same, CPU", first["cpu"], "s", 2)
    yield Row("the same, from no process", first["since start"], "s", 2)
    yield Row(what, many["took"], "s", 60)
    yield Row(f"{what}, CPU", many["cpu"], "s", 60)
    yield Row(f"{what}, at its peak", many["peak"], "MB", 400)


def _fresh(what: str) -> dict[str, float]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.reading", what],
        env=os.environ | ONE_CORE,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {"since start": time.perf_counter() - began, **found}


def _first() -> dict[str, float]:
    """What a running Piazza has is there; what a text needs to be labelled is not."""
    from bot.insight.language import encoder
    from bot.insight.learnt import shipped

    began, used = time.perf_counter(), time.process_time()
    coder = encoder()
    heads = shipped(ROOT / "skills" / "feedback", coder.name)
    numbers = coder.encode_all(["Dov'è il mio ordine? Aspetto da due settimane."])
    assert all(head.tell(numbers) for head in heads.values())
    return {"took": time.perf_counter() - began, "cpu": time.process_time() - used}


def _all() -> dict[str, float]:
    """Filed, read behind that, and learnt for what comes after."""
    from tests.bench import customers

    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        filed = [*customers.filing("SQLite", lambda: f"sqlite:///{folder}/1.db")]
    # Linux counts memory in kilobytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"took": sum(one.ours for one in filed), "cpu": time.process_time(), "peak": peak}
    return {**found, "count": customers.MANY}


if __name__ == "__main__":
    print(json.dumps({FIRST: _first, ALL: _all}[sys.argv[1]]()))
