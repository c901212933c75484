"""The look of the charts, said in Altair and rendered by vl-convert; loaded with the first one."""

from __future__ import annotations

from typing import Any

import altair as alt

# Altair takes it as it is where somebody has loaded it, be it half, in another thread.
import numpy  # noqa: F401
import vl_convert

from bot.insight import heat
from bot.insight.figure import MISSING, Figure, Mark, columns
from bot.insight.ink import COLOURS, FAINT, INK, OWN, QUIET
from bot.runtime.catalogue import locale_of

AXIS = "#9aa5b1"
FONT = "Liberation Sans"  # the one that travels with vl-convert; an unknown one draws nothing
# Letters must be read on a phone, too, where a chart is some 320 points wide.
WIDTH, HEIGHT = 480, 256
MANY_BARS = 4
MANY_POINTS = 20


def png(figure: Figure, scale: float) -> bytes:
    """Render a figure, 480 pixels wide and at least 256 high, or `scale` times that."""
    return vl_convert.vegalite_to_png(
        spec(figure),
        scale=scale,
        allowed_base_urls=[],
        format_locale=number_format(figure.language),
    )


def spec(figure: Figure) -> dict[str, Any]:
    """Say a figure in Vega-Lite."""
    if figure.kind == "heat":
        return _framed(heat.layers(figure), figure).to_dict()
    chart = _chart(figure) if figure.values else _nothing()
    return _framed(chart, figure).to_dict()


def number_format(language: str) -> dict[str, Any]:
    """How the axis writes numbers, for d3."""
    symbols = locale_of(language).number_symbols["latn"]
    marks = {"decimal": symbols["decimal"], "thousands": symbols["group"]}
    return {**marks, "grouping": [3], "currency": ["", ""]}


def _chart(figure: Figure) -> alt.LayerChart:
    rows = [
        {
            "place": mark.place,
            "series": mark.series,
            "value": mark.value,
            "words": mark.words,
            **_band(mark),
        }
        for mark in figure.marks
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(**_axes(figure), color=_colour(figure))
    marks = _bars(base, figure) if figure.kind == "bar" else _lines(base, figure)
    return alt.LayerChart(layer=[*marks, _zero(figure)]).add_params(
        alt.param(name="labels", value=figure.labels.lines),
        alt.param(name="names", value=figure.names),
    )


def _axes(figure: Figure) -> dict[str, Any]:
    """The channels of place and value; bars of several series stand side by side."""
    along, across = ("y", "x") if figure.labels.lying else ("x", "y")
    channels = {along: _places(figure), across: _values(figure)}
    if figure.kind == "bar" and len(figure.names) > 1:
        apart = alt.Scale(paddingInner=0.06)
        channels[f"{along}Offset"] = {"field": "series", "type": "ordinal", "scale": apart}
    return channels


def _places(figure: Figure) -> dict[str, Any]:
    count = figure.places
    axis = alt.Axis(
        title=None,
        labelExpr="labels[datum.value]",
        values=figure.labels.shown,
        labelFontSize=15 if figure.labels.lying else 14,
        labelColor=INK if figure.labels.lying else QUIET,
        labelAngle=0,
        labelLimit=210,
        labelPadding=8,
        domain=False,
        ticks=False,
        grid=False,
    )
    scale = {"domain": list(range(count)), **_padding(figure)}
    return {"field": "place", "type": "ordinal", "sort": None, "axis": axis, "scale": scale}


def _padding(figure: Figure) -> dict[str, float]:
    """Keep a few bars from becoming walls."""
    if figure.kind == "line":
        return {"padding": 0.3}
    inner = 0.5 if figure.places < MANY_BARS else 0.3
    outer = 1 - figure.places / MANY_BARS
    return {
        "paddingInner": inner,
        "paddingOuter": 0.15 if figure.labels.lying else max(0.15, outer),
    }


def _values(figure: Figure) -> dict[str, Any]:
    whole = all(value == int(value) for value in figure.values)
    low, high = _ends(figure)
    if figure.numbered and low < 0:
        low -= (high - low) * 0.15  # the number beneath a bar stays clear of the labels
    axis = alt.Axis(
        title=None,
        format=_tick(whole, max(high, -low)),
        tickCount=4,
        tickMinStep=1 if whole else alt.Undefined,
        labelFontSize=14,
        labelColor=QUIET,
        labelPadding=8,
        gridColor=FAINT,
        domain=False,
        ticks=False,
    )
    nice = not figure.numbered and figure.low is None
    scale = alt.Scale(domain=[low, high if high > low else low + 1], nice=nice)
    return {
        "field": "value",
        "type": "quantitative",
        "axis": None if figure.numbered else axis,
        "scale": scale,
    }


def _ends(figure: Figure) -> tuple[float, float]:
    """The ends of the scale: those that are given, else as far as the values go from zero."""
    low = min(0, *figure.values) if figure.low is None else figure.low
    high = max(0, *figure.values) if figure.high is None else figure.high
    return low, high


def _tick(whole: bool, largest: float) -> str:
    if largest >= 100_000:
        return "~s"
    return ",d" if whole else ",.2~f"


def _colour(figure: Figure) -> alt.Color:
    count = len(figure.names)
    repeated = [COLOURS[index % len(COLOURS)] for index in range(count)] if count > 1 else [OWN]
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=columns(count),
        labelExpr="names[datum.value]",
        labelFontSize=15,
        labelColor=INK,
        labelLimit=0,
        symbolSize=140,
        symbolOpacity=1,
        columnPadding=18,
        offset=14,
    )
    scale = alt.Scale(domain=list(range(count)), range=repeated)
    return alt.Color("series:N", scale=scale, legend=legend if count > 1 else None)


def _bars(base: alt.Chart, figure: Figure) -> list[alt.Chart]:
    # Of a bar below zero the renderer rounds the wrong end.
    bars = base.mark_bar(cornerRadiusEnd=3 if min(figure.values) >= 0 else 0)
    if not figure.numbered:
        return [bars]
    below = "datum.value < 0"
    if figure.labels.lying:
        place = {"align": _either(below, "right", "left"), "dx": _either(below, -6, 6)}
    else:
        place = {"baseline": _either(below, "top", "bottom"), "dy": _either(below, 5, -5)}
    words = base.mark_text(fontSize=15, fontWeight="bold", invalid=None, **place)
    across = "x" if figure.labels.lying else "y"
    ink = alt.condition("!datum.value", alt.value(QUIET), alt.value(INK))
    words = words.transform_calculate(at="datum.value || 0")
    return [bars, words.encode(**{across: "at:Q"}, text="words:N", color=ink)]


def _either(test: str, yes: object, no: object) -> Any:
    return alt.expr(f"{test} ? {yes!r} : {no!r}")


def _band(mark: Mark) -> dict[str, float]:
    """The ends of the band about a point."""
    if mark.value is None or mark.around is None:
        return {}
    return {"from": mark.value - mark.around, "to": mark.value + mark.around}


def _lines(base: alt.Chart, figure: Figure) -> list[alt.Chart]:
    bands = [_bands(base, figure)] if any(map(_band, figure.marks)) else []
    many = figure.places > MANY_POINTS
    lines: alt.Chart = base.mark_line(
        strokeWidth=2 if many else 3,
        strokeJoin="round",
        point=alt.OverlayMarkDef(size=25 if many else 90),
        invalid="break-paths-show-domains",
    )
    return [*bands, lines]


def _bands(base: alt.Chart, figure: Figure) -> alt.Chart:
    """What holds each point 95 times of 100, beneath its line."""
    area: alt.Chart = base.mark_area(opacity=0.16, clip=True, invalid="break-paths-show-domains")
    scale = alt.Scale(domain=list(_ends(figure)), zero=False)
    return area.encode(y=alt.Y("from:Q", title=None, scale=scale), y2="to:Q")


def _zero(figure: Figure) -> alt.Chart:
    across = "x" if figure.labels.lying else "y"
    rule: alt.Chart = alt.Chart(alt.InlineData(values=[{}])).mark_rule(color=AXIS)
    return rule.encode(**{across: alt.datum(figure.low or 0)})


def _nothing() -> alt.LayerChart:
    dash = alt.Chart(alt.InlineData(values=[{}])).mark_text(fontSize=48, color=QUIET)
    return alt.LayerChart(layer=[dash.encode(text=alt.value(MISSING))])


def _only(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ""


def _framed(chart: alt.LayerChart, figure: Figure) -> alt.LayerChart:
    """Put the chart under its title on opaque white, so that it reads in a dark chat, too."""
    rows, beside = figure.places * max(34, 26 * len(figure.names)), 0
    if figure.kind == "heat":
        rows, beside = heat.room(figure)
    elif not figure.labels.lying:
        rows = 0
    name = heat.legend(figure) if figure.kind == "heat" else _only(figure.names)
    said = name.casefold() in " ".join(figure.title).casefold()
    title = alt.Title(
        figure.title,
        subtitle="" if said else name,
        anchor="start",
        frame="bounds",
        fontSize=18,
        subtitleFontSize=14,
        color=INK,
        subtitleColor=QUIET,
        subtitlePadding=5,
        offset=14,
    )
    framed: alt.LayerChart = chart.properties(
        width=WIDTH,
        height=max(HEIGHT, 125 + rows),
        padding={"left": 20, "top": 20, "right": 20 + beside, "bottom": 20},
        background="white",
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        config=alt.Config(aria=False, font=FONT, view=alt.ViewConfig(stroke=None)),
    )
    return framed.properties(title=title) if any(figure.title) else framed
