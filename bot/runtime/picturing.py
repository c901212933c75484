"""Picturing: a chart with its words chosen for one reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from bot.cards import Chart
from bot.runtime.outgoing import Picture
from bot.runtime.words import Words
from bot.texts import Text, core

Label: TypeAlias = "str | date | Text"

# Of days that are further apart the day of the week says nothing.
FAR = timedelta(days=14)


def pictured(words: Words, chart: Chart) -> Picture:
    """Word a chart."""
    days = _days(chart)
    far = bool(days) and days[-1] - days[0] > FAR
    label = _labelled(words, far=far)
    series = [replace(one, points=[(label(x), y) for x, y in one.points]) for one in chart.series]
    return Picture(
        replace(chart, series=series),
        title=words.plain(chart.title),
        alt=words.plain(chart.alt),
        names=tuple(words.label(one.name) for one in chart.series),
        language=words.language,
        hidden=words.plain(chart.hidden) if chart.hidden else "",
        more=words.plain(core("file.more")) if chart.kind == "heat" else "",
        places=tuple(map(label, days)) if len(chart.series) > 1 else (),
    )


def _days(chart: Chart) -> list[date]:
    """The days along it from the first to the last; none where other things stand there, too."""
    labels = [label for one in chart.series for label, _ in one.points]
    days = [label for label in labels if isinstance(label, date)]
    return sorted(set(days)) if len(days) == len(labels) else []


def _labelled(words: Words, *, far: bool) -> Callable[[Label], str]:
    """Word labels; thousands of rows have the same few, which are worded once."""
    known: dict[str, str] = {}

    def label(value: Label) -> str:
        key = repr(value)  # a text cannot be a key: its values may be lists
        if key not in known:
            known[key] = words.label(value, far=far)
        return known[key]

    return label
