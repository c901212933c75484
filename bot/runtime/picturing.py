"""Picturing: a chart with its words chosen for one reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.cards import Chart
from bot.runtime.outgoing import Picture
from bot.runtime.words import Words

# Of days that are further apart the day of the week says nothing.
FAR = timedelta(days=14)


def pictured(words: Words, chart: Chart) -> Picture:
    """Word a chart."""
    far = _is_far(chart)
    series = [
        replace(one, points=[(words.label(x, far=far), y) for x, y in one.points])
        for one in chart.series
    ]
    return Picture(
        replace(chart, series=series),
        title=words.plain(chart.title),
        alt=words.plain(chart.alt),
        names=tuple(words.label(one.name) for one in chart.series),
        language=words.language,
        hidden=words.plain(chart.hidden) if chart.hidden else "",
    )


def _is_far(chart: Chart) -> bool:
    days = [x for one in chart.series for x, _ in one.points if isinstance(x, date)]
    return bool(days) and max(days) - min(days) > FAR
