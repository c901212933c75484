"""Sketches: lines and bars drawn inside a page; they say no number that the chart has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, isfinite
from typing import Literal

from bot.insight.figure import Mark, number, placed
from bot.insight.ink import COLOURS
from bot.insight.labels import cut
from bot.insight.markup import text
from bot.runtime.outgoing import Picture

WIDTH, HEIGHT, BELOW = 480, 190, 24
LEFT, RIGHT, TOP, BOTTOM = 44, 44, 20, 10
LETTER, LONGEST = 7.5, 16
MOST_SAID = 12
# Lines are told apart on grey paper, too.
DASHES = ("", "7 4", "2 4", "9 3 2 3")


@dataclass(frozen=True, slots=True)
class Board:
    """What is drawn upon: the ends of the scale, and how much stands along it."""

    low: float
    high: float
    places: int
    series: int
    kind: Literal["bar", "line", "heat"]

    def x(self, place: float) -> float:
        """Where the middle of a place is."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(self.places, 1), 1)

    def y(self, value: float) -> float:
        """Where a value is; what is beyond the ends stands at them."""
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - part), 1)

    def ink(self, series: int) -> str:
        """The class of a series' colour."""
        return "ink" if self.series == 1 else f"ink{series % len(COLOURS)}"


def sketch(picture: Picture) -> str:
    """A chart of lines or bars as SVG."""
    chart = picture.chart
    labels, marks = placed(chart.series, picture.language, places=picture.places)
    board = _board(picture, marks, len(labels))
    inside = _bars(board, marks) if chart.kind == "bar" else _lines(board, marks)
    box = f'viewBox="0 0 {WIDTH} {HEIGHT + BELOW}" role="img" aria-label="{text(picture.alt)}"'
    return f"<svg {box}>{_frame(board, picture, marks)}{inside}{_below(board, labels)}</svg>"


def keys(picture: Picture) -> str:
    """Which line or bar is whose; nothing where there is one alone."""
    if len(picture.names) < 2:
        return ""
    found = (
        f'<span><svg viewBox="0 0 22 8" aria-hidden="true" class="ink{n % len(COLOURS)}">'
        f'<path class="line" d="M0 4H22"{_dashed(n, picture.chart.kind)}/></svg>{text(name)}</span>'
        for n, name in enumerate(picture.names)
    )
    return f'<p class="legend">{"".join(found)}</p>'


def _board(picture: Picture, marks: Sequence[Mark], places: int) -> Board:
    chart = picture.chart
    values = [mark.value for mark in marks if mark.value is not None]
    low = min([0.0, *values]) if chart.low is None else chart.low
    high = max([0.0, *values]) if chart.high is None else chart.high
    high = high if high > low else low + max(1.0, abs(low))
    return Board(low, high, places, len(chart.series), chart.kind)


def _frame(board: Board, picture: Picture, marks: Sequence[Mark]) -> str:
    """The ends of the scale, and lines between them to guide the eye."""
    known = {0.0, picture.chart.low, picture.chart.high, *(mark.value for mark in marks)}
    step = (board.high - board.low) / 4
    lines = "".join(
        f'<path class="rule" d="M{LEFT} {board.y(board.low + n * step)}H{WIDTH - RIGHT}"/>'
        for n in range(5)
    )
    ends = (one for one in (board.low, board.high) if one in known)
    return lines + "".join(
        f'<text x="{LEFT - 8}" y="{board.y(one) + 5}" text-anchor="end">'
        f"{number(one, picture.language)}</text>"
        for one in ends
    )


def _lines(board: Board, marks: Sequence[Mark]) -> str:
    return "".join(_line(board, list(own)) for _, own in groupby(marks, lambda mark: mark.series))


def _line(board: Board, marks: Sequence[Mark]) -> str:
    """One line with its band, broken where a value is missing; alone, it says where it ends."""
    ordered = sorted(marks, key=lambda mark: mark.place)
    runs = [list(run) for known, run in groupby(ordered, lambda m: m.value is not None) if known]
    series = marks[0].series
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="3.5"/>' for run in runs for x, y in _at(board, run)
    )
    drawn = "".join(
        f'{_band(board, run)}<path class="line" d="{_path(_at(board, run))}"{_dashed(series)}/>'
        for run in runs
    )
    said = _ending(board, runs[-1][-1]) if runs and board.series == 1 else ""
    return f'<g class="{board.ink(series)}">{drawn}<g class="dots">{dots}</g>{said}</g>'


def _at(board: Board, run: Sequence[Mark]) -> list[tuple[float, float]]:
    return [(board.x(mark.place), board.y(mark.value or 0.0)) for mark in run]


def _band(board: Board, run: Sequence[Mark]) -> str:
    """The band about a stretch of a line; it is none where no point has one."""
    if not any(_around(mark) for mark in run):
        return ""
    upper = [(board.x(m.place), board.y((m.value or 0.0) + _around(m))) for m in run]
    lower = [(board.x(m.place), board.y((m.value or 0.0) - _around(m))) for m in reversed(run)]
    return f'<path class="band" d="{_path([*upper, *lower])}Z"/>'


def _around(mark: Mark) -> float:
    return mark.around if mark.around is not None and isfinite(mark.around) else 0.0


def _path(spots: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in spots)


def _dashed(series: int, kind: str = "line") -> str:
    dashes = DASHES[series % len(DASHES)] if kind == "line" else ""
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def _ending(board: Board, mark: Mark) -> str:
    """The value of a line's last point in words."""
    x, y = board.x(mark.place) + 8, board.y(mark.value or 0.0) + 5
    return f'<text class="said" x="{x}" y="{round(y, 1)}">{mark.words}</text>'


def _said(board: Board, mark: Mark, along: float) -> str:
    """A value in words above its bar, a dash where there is none."""
    x, y = board.x(mark.place + along), round(board.y(mark.value or 0.0) - 8, 1)
    return f'<text class="said" x="{x}" y="{y}" text-anchor="middle">{mark.words}</text>'


def _bars(board: Board, marks: Sequence[Mark]) -> str:
    """Bars from zero on, side by side; up to a dozen bear their values, of others a table tells."""
    said = len(marks) <= MOST_SAID
    return "".join(_bar(board, mark, said=said) for mark in marks)


def _bar(board: Board, mark: Mark, *, said: bool) -> str:
    wide = 0.7 / max(board.series, 1)
    along = (mark.series - (board.series - 1) / 2) * wide
    words = _said(board, mark, along) if said or mark.value is None else ""
    if mark.value is None:
        return words
    left, right = board.x(mark.place + along - wide / 2), board.x(mark.place + along + wide / 2)
    top, bottom = sorted((board.y(mark.value), board.y(0.0)))
    path = f"M{left} {bottom}V{top}H{right}V{bottom}Z"
    return f'<g class="{board.ink(mark.series)}"><path class="bar" d="{path}"/>{words}</g>'


def _below(board: Board, labels: Sequence[str]) -> str:
    """As many labels as there is room for, evenly."""
    short = [cut(label, LONGEST) for label in labels]
    longest = max(map(len, short), default=0) * LETTER + 10
    step = max(1, ceil(len(labels) * longest / (WIDTH - LEFT - RIGHT)))
    return "".join(
        f'<text x="{board.x(place)}" y="{HEIGHT + 16}" text-anchor="middle">'
        f"{text(short[place])}</text>"
        for place in range(0, len(short), step)
    )
