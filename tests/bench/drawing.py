"""A chart for the digest: the first loads the renderer."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bot.cards import Chart, Series
from bot.insight.charts import draw
from bot.runtime.outgoing import Picture
from bot.texts import Text
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row

MORE = 5
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def charts() -> Iterator[Row]:
    """The first chart of a process, and the slowest of those after it."""
    with fresh_process() as pool:
        first, *later = pool.submit(_draw, 1 + MORE).result()
    yield Row("first chart", first, "s", 2)
    yield Row("later charts", max(later), "s", 0.3)


def _draw(times: int) -> list[float]:
    return [_drawn_in(number) for number in range(times)]


def _drawn_in(number: int) -> float:
    points = [(day, float(number + place)) for place, day in enumerate(WEEK)]
    chart = Chart(Text("title"), [Series(Text("name"), points)], Text("alt"))
    start = time.perf_counter()
    draw(Picture(chart, "Thanks a day", "Bar chart of thanks a day.", ("Thanks",)), "en")
    return time.perf_counter() - start
