"""A chart laid out: which words and numbers stand where, by the room there is for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, isfinite
from typing import Final, Literal

from babel.numbers import format_decimal

from bot.cards import Series
from bot.insight.labels import clean, cut, fits, wrapped
from bot.runtime.catalogue import locale_of
from bot.runtime.outgoing import Picture

MISSING = "–"
MOST_NUMBERED = 12
MOST_LYING = 12
# A picture with more rows nobody reads on a phone.
MOST_ROWS = 24
ROOM = 400
"""Points between the margins, less what an axis takes."""
LETTER = 7.5
"""Points an average letter of a label takes."""
LONGEST_NAME = 24
SMALL_LETTER = 6.8
# Of several figures beside each other the eye compares those with as many digits.
ALIKE: Final = "#,##0.0"
# Of a hundred nobody counts tenths.
PERCENT, HUNDRED = "#,##0", 100


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: its place along the labels, its series, and how it reads."""

    place: int
    series: int
    value: float | None
    words: str
    around: float | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What the places are called, in lines; `shown` are the places whose label is drawn.

    `lying`: they stand beside their bars, which lie on their side.
    """

    lines: list[list[str]]
    shown: list[int]
    lying: bool = False
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart laid out; `numbered` bars bear their values, and so need no axis.

    `low` and `high` are the ends of its scale, where it has any. `hidden` says what a missing value
    means, `more` that there are rows of a heat map which have no room.
    """

    title: list[str]
    names: list[str]
    labels: Labels
    marks: list[Mark]
    kind: Literal["bar", "line", "heat"]
    numbered: bool
    language: str
    low: float | None = None
    high: float | None = None
    hidden: str = ""
    more: str = ""

    @property
    def values(self) -> list[float]:
        """The values there are."""
        return [mark.value for mark in self.marks if mark.value is not None]

    @property
    def places(self) -> int:
        """How many places there are along the labels."""
        return len(self.labels.lines)


def laid_out(picture: Picture, language: str, rows: int = MOST_ROWS) -> Figure:
    """Lay a chart out for one language, at most so many rows of a heat map."""
    chart = picture.chart
    if chart.kind == "heat":
        return _heat(picture, language, rows)
    kind = chart.kind
    texts, marks = placed(chart.series, language, places=picture.places)
    labels = _labels([clean(text) for text in texts], may_lie=kind == "bar")
    widest = max((len(mark.words) for mark in marks), default=0) * LETTER
    beside = labels.lying or widest * len(marks) <= ROOM
    return Figure(
        title=wrapped(clean(picture.title), 42),
        names=_names(picture.names),
        labels=labels,
        marks=marks,
        kind=kind,
        numbered=kind == "bar" and len(marks) <= MOST_NUMBERED and beside,
        language=language,
        low=chart.low,
        high=chart.high,
    )


def _heat(picture: Picture, language: str, most: int) -> Figure:
    """Rows below each other, as many as there is room for; what they are of stands above them."""
    chart = picture.chart
    rows = chart.series[:most]
    texts, marks = placed(rows, language, PERCENT if chart.high == HUNDRED else ALIKE)
    names = [cut(clean(name), LONGEST_NAME) for name in picture.names[:most]]
    left = len(chart.series) - len(rows)
    return Figure(
        title=wrapped(clean(picture.title), 42),
        names=names,
        labels=_above([clean(text) for text in texts], max(map(len, names), default=0)),
        marks=marks,
        kind="heat",
        numbered=True,
        language=language,
        low=chart.low,
        high=chart.high,
        hidden=clean(picture.hidden),
        more=f"{clean(picture.more)} {number(left, language)}" if left else "",
    )


def _above(texts: Sequence[str], longest: int) -> Labels:
    """Whole labels above their columns, beside which the names stand; else at a slant."""
    places = list(range(len(texts)))
    beside = ROOM + 40 - longest * SMALL_LETTER
    room = int(beside / max(len(texts), 1) / SMALL_LETTER) - 1
    if all(fits(text, room) for text in texts):
        return Labels([wrapped(text, room) for text in texts], places)
    return Labels([[cut(text, LONGEST_NAME)] for text in texts], places, slanted=True)


def _names(names: Sequence[str]) -> list[str]:
    return [cut(clean(name), 44 // columns(len(names))) for name in names]


def columns(count: int) -> int:
    """In how many columns so many names stand."""
    return 1 if count == 1 else 2 if count in (2, 4) else 3


def placed(
    series: Sequence[Series],
    language: str,
    pattern: str = "#,##0.##",
    places: Sequence[str] = (),
) -> tuple[list[str], list[Mark]]:
    """Give every label a place: those that are given, then as they appear; one met twice has two.

    A value that is no number, or not finite, is a missing one.
    """
    places_of = {(label, 1): place for place, label in enumerate(dict.fromkeys(places))}
    marks = []
    for index, one in enumerate(series):
        seen: Counter[str] = Counter()
        for at, (worded, value) in enumerate(one.points):
            label = str(worded)
            seen[label] += 1
            place = places_of.setdefault((label, seen[label]), len(places_of))
            known = value if value is not None and isfinite(value) else None
            around = one.around[at] if at < len(one.around) else None
            marks.append(Mark(place, index, known, number(known, language, pattern), around))
    return [label for label, _ in places_of], marks


@lru_cache(maxsize=4096)
def number(value: float | None, language: str, pattern: str = "#,##0.##") -> str:
    """A number as a reader of the language writes it; a dash where there is none."""
    if value is None:
        return MISSING
    return str(format_decimal(value, pattern, locale=locale_of(language)))


def _labels(texts: Sequence[str], *, may_lie: bool) -> Labels:
    """Whole labels beneath their places; else beside a few bars; else cut, and not all of them."""
    count = len(texts)
    room = int(ROOM / max(count, 1) / LETTER) - 1
    if all(fits(text, room) for text in texts):
        return Labels([wrapped(text, room) for text in texts], list(range(count)))
    if may_lie and count <= MOST_LYING:
        return Labels([[cut(text, 28)] for text in texts], list(range(count)), lying=True)
    short = [cut(text, max(room, 12)) for text in texts]
    step = ceil(count * (max(map(len, short)) + 2) * LETTER / ROOM)
    return Labels([[text] for text in short], list(range(0, count, step)))
