"""`/kudos`, signed, over HTTP, stored and answered: what it costs and how long it takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench import servers
from tests.bench.many_skills import install
from tests.bench.pressure import Pressure, fresh_process
from tests.bench.rows import Row
from tests.bench.usage import resident_mb
from tests.slack_world import StrictSlack

WARM_UP = 300
PEER = 1540
"""What a kudos costs kudos-krab, a bot on slack-bolt and PostgreSQL, without HTTP."""

Fresh = Callable[[], str]


def cost(kind: str, fresh: Fresh, rounds: int, count: int, slack: StrictSlack) -> Iterator[Row]:
    """Ours beside the floor, in turns; `fresh` makes an empty database."""
    with servers.floor(fresh()) as floor, servers.piazza(slack, fresh()) as piazza:
        pairs = _in_turns(floor, piazza, rounds, count)
        memory = resident_mb(piazza.pid)
    below, ours = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(one / other for other, one in pairs)
    yield Row(f"/kudos on {kind}, CPU a request", ours, "us", 2.5, below, ratio, goal=1.5)
    yield Row(f"/kudos on {kind}, CPU a request, beside a peer's", ours, "us", PEER)
    yield Row(f"memory after {rounds * count + WARM_UP} kudos on {kind}", memory, "MB", 150)


def latency(kind: str, fresh: Fresh, rate: int, seconds: int, slack: StrictSlack) -> Iterator[Row]:
    """How long acknowledgements take at an even rate, and whether what they say is true."""
    with servers.floor(fresh()) as floor, fresh_process() as pool:
        below = _steady(Pressure(pool, floor), rate, seconds)[0]
    with servers.piazza(slack, fresh()) as piazza, fresh_process() as pool:
        ours, late, lost = _steady(Pressure(pool, piazza), rate, seconds)
    name = f"acknowledged on {kind} at {rate}/s for {seconds} s"
    yield Row(f"{name}, p99", ours, "ms", 50, below)
    yield Row(f"{name}, not done at once", late, "commands", 0)
    yield Row(f"{name}, lost", lost, "commands", 0)


def _steady(pressure: Pressure, rate: int, seconds: int) -> tuple[float, int, int]:
    """The 99th percentile in milliseconds, how many were put off or refused, how many lost."""
    pressure.cost(WARM_UP)
    answers = pressure.latency(rate, seconds)
    return answers.percentile(0.99) * 1000, len(answers.others), pressure.lost()


def many_skills(
    fresh: Fresh, rounds: int, count: int, slack: StrictSlack, few: int = 6, many: int = 40
) -> Iterator[Row]:
    """Whether skills that have nothing to do with a command cost it anything."""
    with _skills(fresh, slack, few) as small, _skills(fresh, slack, many) as large:
        pairs = _in_turns(small, large, rounds, count)
    below, ours = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(one / other for other, one in pairs)
    yield Row(f"/kudos with {many} skills beside {few}", ours, "us", 1.1, below, ratio)


def _in_turns(
    one: servers.Server, other: servers.Server, rounds: int, count: int
) -> list[tuple[float, float]]:
    with fresh_process() as pool:
        both = (Pressure(pool, one), Pressure(pool, other))
        for pressure in both:
            pressure.cost(WARM_UP)
        pairs = [(both[0].cost(count), both[1].cost(count)) for _ in range(rounds)]
        for pressure in both:
            if lost := pressure.lost():
                raise AssertionError(f"{lost} commands were lost")
    return pairs


@contextmanager
def _skills(fresh: Fresh, slack: StrictSlack, count: int) -> Iterator[servers.Server]:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        names = install(Path(folder), count - 2)
        lines = "".join(f"  {name}:\n" for name in names)
        with servers.piazza(slack, fresh(), skills=lines, environment={"PYTHONPATH": folder}) as it:
            yield it
