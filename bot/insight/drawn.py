"""Drawn: pictures inside a page, made of text alone: a table for a heat map, lines else.

A page is made within a second and has a dozen of them, so none waits for the charts' renderer.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from babel.numbers import format_decimal

from bot.cards import Series
from bot.insight.figure import MISSING
from bot.insight.ink import shade
from bot.runtime.catalogue import locale_of
from bot.runtime.outgoing import Picture

WIDTH, HEIGHT, EDGE = 640, 150, 10
COLOURS: Final = ("#a8431c", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")

STYLE: Final = """
figure { margin-top: 1rem; }
figcaption { font-weight: 600; }
.scroll { overflow-x: auto; }
table { margin-top: .5rem; border-collapse: separate; border-spacing: 2px; width: 100%;
  font-size: .9375rem; font-variant-numeric: tabular-nums; }
th { padding: .3rem .5rem; font-weight: 500; text-align: left; vertical-align: bottom; }
thead th { color: var(--quiet); text-align: center; }
td { padding: .35rem .5rem; text-align: center; min-width: 3.5rem; color: var(--ink);
  border-radius: 3px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td.hidden { outline: 1px dashed #9aa5b1; outline-offset: -1px; color: var(--quiet); }
.legend, summary { color: var(--quiet); font-size: .875rem; }
.legend { margin-top: .35rem; }
summary { cursor: pointer; }
svg { display: block; width: 100%; height: auto; margin-top: .5rem; }
svg text { font: 13px system-ui, sans-serif; fill: #5b6272; }
.key { display: inline-block; width: .8em; height: .8em; border-radius: 2px;
  margin: 0 .35em 0 .8em; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
@media print { figure { break-inside: avoid; } details { display: none; } }
"""


def drawn(picture: Picture, figures: str) -> str:
    """A picture as HTML; `figures` is the headline over its numbers."""
    caption = f"<figcaption>{_text(picture.title)}</figcaption>" if picture.title else ""
    body = _heat(picture) if picture.chart.kind == "heat" else _lines(picture, figures)
    return f"<figure>{caption}{body}</figure>"


def _heat(picture: Picture) -> str:
    chart = picture.chart
    columns = [label for label, _ in chart.series[0].points] if chart.series else []
    head = "".join(f'<th scope="col">{_text(str(one))}</th>' for one in columns)
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th>{_cells(picture, one)}</tr>'
        for name, one in zip(picture.names, chart.series, strict=True)
    )
    hides = any(value is None for one in chart.series for _, value in one.points)
    legend = f"{MISSING} {picture.hidden}" if hides and picture.hidden else ""
    words = f'<p class="legend">{_text(legend)}</p>' if legend else ""
    table = f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<p class="spoken">{_text(picture.alt)}</p><div class="scroll">{table}</div>{words}'


def _cells(picture: Picture, row: Series) -> str:
    return "".join(_cell(picture, value) for _, value in row.points)


def _cell(picture: Picture, value: float | None) -> str:
    if value is None:
        spoken = f'<span class="spoken">{_text(picture.hidden)}</span>'
        return f'<td class="hidden"><span aria-hidden="true">{MISSING}</span>{spoken}</td>'
    low, high = _ends(picture)
    number = _number(value, picture.language)
    return f'<td style="background:{shade(value, low, high)}">{number}</td>'


def _lines(picture: Picture, figures: str) -> str:
    series = picture.chart.series
    low, high = _ends(picture)
    drawn_ = "".join(_line(one, n, low, high) for n, one in enumerate(series))
    labels = [str(label) for label, _ in series[0].points] if series else []
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT + 22}" role="img" aria-label="{_text(picture.alt)}">'
        f"{_frame(low, high, picture.language)}{drawn_}{_below(labels)}</svg>"
    )
    keys = _keys(picture.names) if len(picture.names) > 1 else ""
    return f"{svg}{keys}<details><summary>{_text(figures)}</summary>{_table(picture)}</details>"


def _frame(low: float, high: float, language: str) -> str:
    """The ends of the scale and its middle, each with its number."""
    lines = []
    for value in (low, (low + high) / 2, high):
        y = _y(value, low, high)
        words = format_decimal(value, "#,##0.#", locale=locale_of(language))
        lines.append(
            f'<path d="M34 {y}H{WIDTH}" stroke="#e2e4ea"/><text x="28" y="{y + 4}" '
            f'text-anchor="end">{words}</text>'
        )
    return "".join(lines)


def _line(one: Series, number: int, low: float, high: float) -> str:
    colour, count = COLOURS[number % len(COLOURS)], len(one.points)
    spots = [
        (_x(place, count), value, _around(one, place))
        for place, (_, value) in enumerate(one.points)
        if value is not None
    ]
    band = [(x, v + a) for x, v, a in spots] + [(x, v - a) for x, v, a in reversed(spots)]
    area = _path(band, low, high) if one.around else ""
    shaded = f'<path d="{area}Z" fill="{colour}" opacity=".16"/>' if area else ""
    line = _path([(x, v) for x, v, _ in spots], low, high)
    dots = "".join(f'<circle cx="{x}" cy="{_y(v, low, high)}" r="4"/>' for x, v, _ in spots)
    stroke = f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>' if line else ""
    return f'{shaded}{stroke}<g fill="{colour}">{dots}</g>'


def _around(one: Series, place: int) -> float:
    found = one.around[place] if place < len(one.around) else None
    return found or 0.0


def _path(spots: Sequence[tuple[float, float]], low: float, high: float) -> str:
    points = [f"{x} {_y(min(max(value, low), high), low, high)}" for x, value in spots]
    return f"M{'L'.join(points)}" if points else ""


def _x(place: int, count: int) -> float:
    return round(44 + (WIDTH - 60) * (place / (count - 1) if count > 1 else 0.5), 1)


def _y(value: float, low: float, high: float) -> float:
    part = (value - low) / (high - low) if high > low else 0.5
    return round(EDGE + (HEIGHT - 2 * EDGE) * (1 - part), 1)


def _below(labels: Sequence[str]) -> str:
    """The first label, the last one and some between, as there is room."""
    step = max(1, len(labels) // 8)
    return "".join(
        f'<text x="{_x(place, len(labels))}" y="{HEIGHT + 14}" '
        f'text-anchor="middle">{_text(labels[place])}</text>'
        for place in range(0, len(labels), step)
    )


def _keys(names: Sequence[str]) -> str:
    found = "".join(
        f'<span class="key" style="background:{COLOURS[n % len(COLOURS)]}"></span>{_text(name)}'
        for n, name in enumerate(names)
    )
    return f'<p class="legend">{found}</p>'


def _table(picture: Picture) -> str:
    series, language = picture.chart.series, picture.language
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in picture.names)
    rows = []
    for place, (label, _) in enumerate(series[0].points if series else ()):
        values = "".join(f"<td>{_number(one.points[place][1], language)}</td>" for one in series)
        rows.append(f'<tr><th scope="row">{_text(str(label))}</th>{values}</tr>')
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _ends(picture: Picture) -> tuple[float, float]:
    chart = picture.chart
    values = [value for one in chart.series for _, value in one.points if value is not None]
    low = min([0.0, *values]) if chart.low is None else chart.low
    high = max([low + 1, *values]) if chart.high is None else chart.high
    return low, high


def _number(value: float | None, language: str) -> str:
    if value is None:
        return MISSING
    return str(format_decimal(value, "#,##0.0", locale=locale_of(language)))


def _text(words: str) -> str:
    return escape(words)
