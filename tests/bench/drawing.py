"""Charts for a chat, of which the first loads the renderer, and a page full of them."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bot.cards import Chart, Series
from bot.insight.charts import draw
from bot.insight.page import document
from bot.runtime.outgoing import Picture, WordedSection
from bot.texts import Text
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row

MORE = 5
LINES, ROWS, COLUMNS, ROUNDS = 20, 2_000, 6, 52
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def charts() -> Iterator[Row]:
    """The first chart of a process, and the slowest of those after it."""
    with fresh_process() as pool:
        first, *later = pool.submit(_draw, 1 + MORE).result()
    yield Row("first chart", first, "s", 2)
    yield Row("later charts", max(later), "s", 0.3)
    yield Row(f"page of {LINES} lines and {ROWS} rows", _page(), "s", 0.5)


def _draw(times: int) -> list[float]:
    return [_drawn_in(number) for number in range(times)]


def _drawn_in(number: int) -> float:
    points = [(day, float(number + place)) for place, day in enumerate(WEEK)]
    chart = Chart(Text("title"), [Series(Text("name"), points)], Text("alt"))
    start = time.perf_counter()
    draw(Picture(chart, "Thanks a day", "Bar chart of thanks a day.", ("Thanks",)), "en")
    return time.perf_counter() - start


def _page() -> float:
    line = Chart(Text("title"), [_row(ROUNDS, 0)], Text("alt"), "line", 1, 5)
    heat = Chart(Text("title"), [_row(COLUMNS, n) for n in range(ROWS)], Text("alt"), "heat", 1, 5)
    pictures = [Picture(line, "Trust", "A line.", ("Everybody",))] * LINES
    pictures.append(Picture(heat, "Teams", "A heat map.", ("Team",) * ROWS, hidden="too few"))
    sections = [WordedSection((), (), one) for one in pictures]
    start = time.perf_counter()
    document((), (), sections, "en", "The figures")
    return time.perf_counter() - start


def _row(count: int, seed: int) -> Series:
    """Scores with one decimal, every fifth of them hidden."""
    scores = [1 + (13 * seed + 29 * n) % 41 / 10 if (seed + n) % 5 else None for n in range(count)]
    return Series("name", [(str(n), score) for n, score in enumerate(scores)], [0.2] * count)
