"""Heat maps: rows of cells, each with its figure; one that is hidden is drawn as hidden."""

from __future__ import annotations

from collections.abc import Sequence
from math import radians, sin
from typing import Any

import altair as alt

from bot.insight.figure import MISSING, SMALL_LETTER, Figure
from bot.insight.ink import INK, QUIET, shade

ROW = 30
LINE = 16
SLANT = -50
# The renderer takes a slanted label for a little shorter than it draws it.
SLANTED = 12
# Clear of each other, so that each hidden cell has its own dashes all around.
APART = 0.04


def layers(figure: Figure) -> alt.LayerChart:
    """The cells, and what stands in them."""
    low, high = ends(figure)
    rows = [
        {
            "place": mark.place,
            "series": mark.series,
            "words": mark.words,
            "fill": "white" if mark.value is None else shade(mark.value, low, high),
            "shown": mark.value is not None,
        }
        for mark in figure.marks
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_across(figure), y=_down(figure))
    shown = alt.datum.shown
    cells = base.mark_rect(strokeWidth=1, strokeDash=[3, 3]).encode(
        color=alt.Color("fill:N", scale=None, legend=None),
        stroke=alt.condition(shown, alt.value(None), alt.value(QUIET)),
    )
    ink = alt.condition(shown, alt.value(INK), alt.value(QUIET))
    words = base.mark_text(fontSize=14).encode(text="words:N", color=ink)
    return alt.LayerChart(layer=[cells, words]).add_params(
        alt.param(name="labels", value=figure.labels.lines),
        alt.param(name="names", value=_names(figure)),
    )


def ends(figure: Figure) -> tuple[float, float]:
    """The ends of the colours: those of the scale, else as far as the values go."""
    values = figure.values or [0.0]
    low = min(values) if figure.low is None else figure.low
    high = max(values) if figure.high is None else figure.high
    return low, high


def legend(figure: Figure) -> str:
    """What a missing value means."""
    missing = any(mark.value is None for mark in figure.marks)
    return f"{MISSING}  {figure.hidden}" if missing and figure.hidden else ""


def room(figure: Figure) -> tuple[int, int]:
    """How high its rows are with what stands above them, and how far that reaches to the right."""
    rows = ROW * len(_names(figure))
    if not figure.labels.slanted:
        return rows, 0
    longest = max(len(lines[0]) for lines in figure.labels.lines) * SMALL_LETTER
    return rows + round(longest * sin(radians(-SLANT))), SLANTED


def _names(figure: Figure) -> Sequence[str]:
    """What stands before the rows; the last is none, but says how many have no room."""
    return [*figure.names, *([figure.more] if figure.more else [])]


def _across(figure: Figure) -> Any:
    lines = max(map(len, figure.labels.lines), default=1)
    if figure.labels.slanted:
        axis = _axis("labels", figure.places, orient="top", labelAngle=SLANT, labelAlign="left")
    else:
        axis = _axis("labels", figure.places, orient="top", labelPadding=6 + LINE * (lines - 1))
    return alt.X("place:O", axis=axis, scale=_all(figure.places, APART))


def _down(figure: Figure) -> Any:
    count = len(_names(figure))
    return alt.Y(
        "series:O", axis=_axis("names", count, orient="left"), scale=_all(count, 3 * APART)
    )


def _all(count: int, apart: float) -> alt.Scale:
    """Every place, in its order."""
    return alt.Scale(domain=list(range(count)), paddingInner=apart, paddingOuter=apart / 2)


def _axis(words: str, count: int, **more: Any) -> alt.Axis:
    looks = {"labelPadding": 6, "labelAngle": 0, **more}
    return alt.Axis(
        title=None,
        labelExpr=f"{words}[datum.value]",
        values=list(range(count)),
        labelFontSize=13,
        labelColor=INK,
        labelLimit=260,
        domain=False,
        ticks=False,
        grid=False,
        **looks,
    )
