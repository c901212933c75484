"""Pictures in pages: tables and sketches that anybody can read, and that hold nothing else."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.cards import Chart, Series
from bot.insight.page import STYLE
from bot.runtime.catalogue import Catalogue
from bot.runtime.outgoing import Picture
from bot.runtime.picturing import pictured as worded
from bot.runtime.words import Words
from bot.texts import core
from tests.bot.insight.pictures import (
    HIDDEN,
    classed,
    contrast,
    numbers_in,
    numbers_of,
    page,
    pictured,
    rows_of,
)

WEEKS = ("Mon", "Tue", "Wed", "Thu", "Fri")
values = st.none() | st.floats(-1e9, 1e9) | st.sampled_from([0.0, float("nan"), float("inf")])
letters = st.text(st.characters(exclude_categories=["N"]), max_size=40)
ends = st.none() | st.floats(-1e9, 1e9)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Charts of every kind with rows of unlike length, odd words and odd numbers."""
    points = st.lists(st.tuples(letters, values), max_size=6)
    series = draw(st.lists(points, max_size=4))
    return pictured(
        *series,
        kind=draw(st.sampled_from(["bar", "line", "heat"])),
        names=draw(st.lists(letters, min_size=len(series), max_size=len(series))),
        around=draw(st.lists(st.none() | st.floats(0, 1e6), max_size=6)),
        ends=(draw(ends), draw(ends)),
        language=draw(st.sampled_from(["en", "it"])),
    )


def _finite(picture: Picture) -> Picture:
    """The same numbers, without those that are none."""
    series = picture.chart.series
    rows = [[(x, y if y and abs(y) <= 1e9 else None) for x, y in one.points] for one in series]
    bands = series[0].around if series else ()
    low, high = picture.chart.low, picture.chart.high
    return pictured(*rows, around=bands, ends=(low, high), language=picture.language)


@given(pictures())
def test_a_page_is_whole_and_says_no_number_that_is_not_in_the_chart(picture: Picture) -> None:
    body = page(picture).find("body")
    assert body is not None
    said = list(body.itertext())
    assert numbers_in(said) <= numbers_of(_finite(picture))
    places = (place for one in body.iter() for place in (one.get("d"), one.get("x"), one.get("y")))
    assert not re.search("nan|inf", " ".join(filter(None, places)))


def test_a_heat_map_is_a_table_whose_cells_stand_on_their_colours() -> None:
    root = page(pictured([("Trust", 1.0), ("Meaning", None)], [("Trust", 5.0), ("Meaning", 3.26)]))
    (table,) = classed(root, "heat")
    assert rows_of(table) == [
        ["", "Trust", "Meaning"],
        ["a", "1.0", f"–{HIDDEN}"],
        ["b", "5.0", "3.3"],
    ]
    (hidden,) = classed(table, "hidden")
    assert hidden.get("style") is None
    assert len([cell for cell in table.iter("td") if cell.get("style")]) == 3
    assert f"– {HIDDEN}" in "".join(root.itertext())


def test_a_page_has_all_rows() -> None:
    root = page(pictured(*[[("Trust", n / 400)] for n in range(2000)]))
    (table,) = classed(root, "heat")
    assert len(rows_of(table)) == 2001
    assert "More rows" not in "".join(root.itertext())


def test_a_row_without_a_column_that_others_have_is_empty_there() -> None:
    (table,) = classed(page(pictured([("Trust", 2.0)], [("Meaning", 3.0)])), "heat")
    assert rows_of(table)[1:] == [["a", "2.0", ""], ["b", "", "3.0"]]


def test_a_line_breaks_where_a_figure_is_hidden_and_says_where_it_ends() -> None:
    points = list(zip(WEEKS, (3.2, 3.3, None, 3.1, 3.6), strict=True))
    root = page(pictured(points, kind="line", around=[0.2, 0.2, None, 0.2, None]))
    assert [line.get("d", "").count("L") for line in classed(root, "line")] == [1, 1]
    assert len(classed(root, "band")) == 2
    assert ["".join(one.itertext()) for one in classed(root, "said")] == ["3.6"]


def test_beneath_a_line_stand_its_figures() -> None:
    points = list(zip(WEEKS, (3.2, None, 3.25), strict=False))
    (table,) = classed(page(pictured(points, kind="line", around=[0.2, None, None])), "figures")
    assert rows_of(table)[1:] == [["Mon", "3.2 ± 0.2"], ["Tue", "–"], ["Wed", "3.25"]]


def test_what_was_not_asked_breaks_no_line_and_days_stand_in_their_order() -> None:
    first, second = [("Mon", 3.0), ("Wed", 4.0)], [("Tue", 2.0), ("Wed", 2.5)]
    root = page(pictured(second, first, kind="line", places=("Mon", "Tue", "Wed")))
    (svg,) = (one for one in root.iter("svg") if one.get("role") == "img")
    assert [line.get("d", "").count("L") for line in classed(svg, "line")] == [1, 1]
    (table,) = classed(root, "figures")
    assert rows_of(table)[1:] == [["Mon", "", "3.0"], ["Tue", "2.0", ""], ["Wed", "2.5", "4.0"]]


def test_bars_of_a_page_are_bars_and_a_missing_one_is_none() -> None:
    root = page(
        pictured([("Mon", 4.0), ("Tue", None), ("Wed", 0.0)], kind="bar", ends=(None, None))
    )
    assert len(classed(root, "bar")) == 2
    assert ["".join(one.itertext()) for one in classed(root, "said")] == ["4", "–", "0"]


def test_whoever_cannot_see_a_picture_hears_what_it_shows() -> None:
    for kind in ("bar", "line", "heat"):
        root = page(pictured([("Mon", 4.0)], kind=kind))
        heard = [one.get("aria-label") for one in root.iter("svg")]
        heard += ["".join(one.itertext()) for one in classed(root, "spoken")]
        assert "What it shows" in heard


def test_days_of_several_lines_are_worded_and_ordered_for_the_reader() -> None:
    def day(number: int) -> date:
        return date(2026, 11, number)

    rows = [Series("Trust", [(day(9), 1.0), (day(30), 2.0)]), Series("Meaning", [(day(2), 3.0)])]
    catalogue = Catalogue(("it", "en"))
    catalogue.add("bot", Path(bot.__file__).parent)
    words = Words(catalogue, "it", "Europe/Rome", "bot")
    found = worded(words, Chart(core("file.figures"), rows, core("file.figures"), "line", 1, 5))
    assert found.places == ("2 nov", "9 nov", "30 nov")
    assert [label for label, _ in found.chart.series[0].points] == ["9 nov", "30 nov"]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_of_a_page_stand_out_from_it_in_light_and_dark(look: str) -> None:
    light, dark = re.findall(r":root \{[^}]*--paper[^}]*\}", STYLE)
    inks = dict(re.findall(r"--(\w+): (#\w+)", light if look == "light" else dark))
    assert contrast(inks["ink"], inks["paper"]) >= 7
    assert contrast(inks["quiet"], inks["paper"]) >= 4.5
    assert contrast(inks["accent"], inks["paper"]) >= 3
