"""Heat maps: rows of cells, each with its figure; one that is hidden is drawn as hidden."""

from __future__ import annotations

from typing import Any

import altair as alt

from bot.insight.figure import MISSING, Figure
from bot.insight.ink import FAINT, INK, QUIET, shade

ROW = 30
LINE = 16


def layers(figure: Figure) -> alt.LayerChart:
    """The cells, and what stands in them."""
    low, high = ends(figure)
    rows = [
        {
            "place": mark.place,
            "series": mark.series,
            "words": mark.words,
            "fill": FAINT if mark.value is None else shade(mark.value, low, high),
            "shown": mark.value is not None,
        }
        for mark in figure.marks
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_across(figure), y=_down(figure))
    shown = alt.datum.shown
    cells = base.transform_filter(shown).mark_rect(stroke="white", strokeWidth=2)
    hidden = base.transform_filter(~shown).mark_rect(
        fill="white", stroke=QUIET, strokeWidth=0.8, strokeDash=[3, 3], strokeOpacity=0.5
    )
    words = base.mark_text(fontSize=14)
    ink = alt.condition(shown, alt.value(INK), alt.value(QUIET))
    fill = alt.Color("fill:N", scale=None, legend=None)
    drawn = [hidden, cells.encode(color=fill), words.encode(text="words:N", color=ink)]
    return alt.LayerChart(layer=drawn).add_params(
        alt.param(name="labels", value=figure.labels.lines),
        alt.param(name="names", value=figure.names),
    )


def ends(figure: Figure) -> tuple[float, float]:
    """The ends of the colours: those of the scale, else as far as the values go."""
    values = figure.values or [0.0]
    low = min(values) if figure.low is None else figure.low
    high = max(values) if figure.high is None else figure.high
    return low, high


def legend(figure: Figure) -> str:
    """What a missing value means, and how many rows there are besides."""
    missing = any(mark.value is None for mark in figure.marks)
    hidden = f"{MISSING}  {figure.hidden}" if missing and figure.hidden else ""
    more = f"+ {figure.more}" if figure.more else ""
    return "   ".join(filter(None, (hidden, more)))


def _across(figure: Figure) -> Any:
    lines = max(map(len, figure.labels.lines), default=1)
    axis = _axis("labels", figure.places, orient="top", padding=6 + LINE * (lines - 1))
    return alt.X("place:O", axis=axis, scale=_all(figure.places))


def _down(figure: Figure) -> Any:
    count = len(figure.names)
    return alt.Y("series:O", axis=_axis("names", count, orient="left"), scale=_all(count))


def _all(count: int) -> alt.Scale:
    """Every place, in its order."""
    return alt.Scale(domain=list(range(count)))


def _axis(words: str, count: int, *, orient: Any, padding: int = 6) -> alt.Axis:
    return alt.Axis(
        title=None,
        orient=orient,
        labelExpr=f"{words}[datum.value]",
        values=list(range(count)),
        labelFontSize=13,
        labelColor=INK,
        labelAngle=0,
        labelLimit=200,
        labelPadding=padding,
        domain=False,
        ticks=False,
        grid=False,
    )
