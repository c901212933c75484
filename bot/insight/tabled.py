"""Tabled: the figures of a picture as a table, those of a heat map on their colours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.insight.figure import ALIKE, MISSING, Mark, number, placed
from bot.insight.ink import shade
from bot.insight.markup import text
from bot.runtime.outgoing import Picture


def heat(picture: Picture) -> str:
    """A heat map with all its rows, and what a cell means that is hidden."""
    chart = picture.chart
    columns, marks = placed(chart.series, picture.language, ALIKE, picture.places)
    values = [mark.value for mark in marks if mark.value is not None]
    low = min(values, default=0.0) if chart.low is None else chart.low
    high = max(values, default=0.0) if chart.high is None else chart.high
    cells = _by_series(marks)
    rows = (
        (name, [_cell(cells[n].get(place), low, high, picture.hidden) for place in _upto(columns)])
        for n, name in enumerate(picture.names)
    )
    hides = len(values) < len(marks) and picture.hidden
    legend = f'<p class="legend">{MISSING} {text(picture.hidden)}</p>' if hides else ""
    spoken = f'<p class="spoken">{text(picture.alt)}</p>'
    return f"{spoken}{_table('heat', columns, rows)}{legend}"


def figures_of(picture: Picture) -> str:
    """What the lines and bars of a picture stand for; its series stand beside each other."""
    series = picture.chart.series
    whole = all(float(y).is_integer() for one in series for _, y in one.points if y is not None)
    pattern = "#,##0" if whole else "#,##0.0#"
    places, marks = placed(series, picture.language, pattern, picture.places)
    cells = _by_series(marks)
    rows = (
        (label, [_figure(cells[n].get(place), picture.language) for n in _upto(series)])
        for place, label in enumerate(places)
    )
    return _table("figures", picture.names, rows)


def _upto(things: Sequence[object]) -> range:
    return range(len(things))


def _by_series(marks: Iterable[Mark]) -> Mapping[int, Mapping[int, Mark]]:
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in marks:
        found[mark.series][mark.place] = mark
    return found


def _table(kind: str, columns: Iterable[str], rows: Iterable[tuple[str, list[str]]]) -> str:
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in columns)
    body = "\n".join(
        f'<tr><th scope="row">{text(name)}</th>{"".join(cells)}</tr>' for name, cells in rows
    )
    table = f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll" tabindex="0"><table class="{kind}">{table}</table></div>'


def _cell(mark: Mark | None, low: float, high: float, hidden: str) -> str:
    """A cell; one that the row does not have at all is empty."""
    return _coloured(mark.value, mark.words, low, high, hidden) if mark else "<td></td>"


# Thousands of cells have the same few figures.
@lru_cache(maxsize=4096)
def _coloured(value: float | None, words: str, low: float, high: float, hidden: str) -> str:
    if value is None:
        spoken = f'<span class="spoken">{text(hidden)}</span>'
        return f'<td class="hidden"><span aria-hidden="true">{MISSING}</span>{spoken}</td>'
    return f'<td style="background:{shade(value, low, high)}">{words}</td>'


def _figure(mark: Mark | None, language: str) -> str:
    if mark is None:
        return "<td></td>"
    around = f" ± {number(mark.around, language)}" if mark.around else ""
    return f"<td>{mark.words}{around}</td>"
