"""Pictures to be drawn in tests, and what can be read in a drawing of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from xml.etree import ElementTree

from bot.cards import Chart, Series
from bot.insight.figure import ALIKE, number
from bot.insight.page import document
from bot.runtime.outgoing import Picture, Run, WordedSection
from bot.texts import Text

Kind = Literal["bar", "line", "heat"]
Points = Sequence[tuple[Any, float | None]]

HIDDEN = "too few to say"
NUMBER = re.compile(r"-?\d(?:[\d.,]*\d)?")


def pictured(
    *series: Points,
    kind: Kind = "heat",
    names: Sequence[str] = (),
    around: Sequence[float | None] = (),
    ends: tuple[float | None, float | None] = (1, 5),
    places: Sequence[str] = (),
    language: str = "en",
) -> Picture:
    """A picture; its rows are called after the alphabet where they have no names."""
    rows = [Series("", points, around) for points in series]
    chart = Chart(Text("t"), rows, Text("a"), kind, *ends)
    called = tuple(names or ("abcdefghijklmnopqrstuvwxyz"[n % 26] for n in range(len(rows))))
    return Picture(
        chart,
        "How the teams see it",
        "What it shows",
        called,
        language,
        hidden=HIDDEN,
        more="More rows:",
        places=tuple(places),
    )


def page(*pictures: Picture) -> ElementTree.Element:
    """A page with pictures, read as strictly as XML is."""
    sections = [WordedSection((Run("Trends"),), (), one) for one in pictures]
    words = document((Run("Pulse"),), (), sections, pictures[0].language, "The figures")
    xml = re.sub("<!doctype html>|<(?:meta)[^>]*>", "", words)
    return ElementTree.fromstring(xml)


def classed(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """What is of a class."""
    return [one for one in root.iter() if name in one.get("class", "").split()]


def rows_of(table: ElementTree.Element) -> list[list[str]]:
    """What stands in the rows of a table."""
    return [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]


def numbers_in(texts: Iterable[str]) -> set[str]:
    """All numbers that can be read in some texts."""
    return {found for one in texts for found in NUMBER.findall(one)}


def numbers_of(picture: Picture) -> set[str]:
    """All numbers of a chart, in every way they are written; zero is where bars stand."""
    chart = picture.chart
    values = [y for one in chart.series for _, y in one.points]
    around = [a for one in chart.series for a in one.around]
    known = (one for one in (0.0, chart.low, chart.high, *values, *around) if one is not None)
    patterns = ("#,##0", "#,##0.##", "#,##0.0#", ALIKE)
    return {number(one, picture.language, pattern) for one in known for pattern in patterns}


def contrast(one: str, other: str) -> float:
    """How much two colours stand out from each other, as WCAG counts it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = "".join(2 * one for one in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
