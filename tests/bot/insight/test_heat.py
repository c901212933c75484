"""Heat maps as pictures: every cell with its figure, and what is hidden as hidden."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import vl_convert

from bot.insight import plot
from bot.insight.charts import draw, draw_small
from bot.insight.figure import MOST_ROWS, laid_out
from bot.insight.ink import INK, shade
from bot.runtime.outgoing import Picture
from tests.bot.insight.pictures import (
    HIDDEN,
    Points,
    contrast,
    numbers_in,
    numbers_of,
    pictured,
)

TEAMS_MOST = 13_500
COLUMNS = ("Acceptance", "Meaning", "Recognition", "Trust")
LONG = "Assembly of everything that is longer than a line " * 4


def row(*values: float | None) -> Points:
    return list(zip(COLUMNS, values, strict=False))


def many(count: int) -> Picture:
    """So many rows, every fifth cell hidden."""
    values = [
        [
            None if (n + place) % 5 == 0 else 1 + (n * 13 + place * 29) % 41 / 10
            for place in range(4)
        ]
        for n in range(count)
    ]
    return pictured(*(row(*one) for one in values), names=["Production and assembly"] * count)


def words_in(picture: Picture, language: str = "en") -> list[str]:
    svg = vl_convert.vegalite_to_svg(plot.spec(laid_out(picture, language)), allowed_base_urls=[])
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(one.itertext()) for one in found]


def test_each_cell_bears_its_figure_and_a_hidden_one_a_dash_that_is_explained() -> None:
    drawn = words_in(pictured(row(3.8, None, 2, 5), row(None, None, None, None)))
    assert [word for word in drawn if word in ("3.8", "–", "2.0", "5.0")] == [
        *("3.8", "–", "2.0", "5.0"),
        *("–", "–", "–", "–"),
    ]
    assert any(HIDDEN in word for word in drawn)
    assert "0" not in "".join(drawn).replace("2.0", "").replace("5.0", "")


def test_nothing_is_explained_where_nothing_is_hidden() -> None:
    assert not any(HIDDEN in word for word in words_in(pictured(row(3.8, 1, 2, 5))))


def test_a_hidden_cell_has_no_colour_of_the_scale() -> None:
    figure = laid_out(pictured(row(1, None, 3, 5)), "en")
    (cells,) = plot.spec(figure)["datasets"].values()
    scale = {shade(1 + n / 100, 1, 5) for n in range(401)}
    assert [cell["fill"] in scale for cell in cells] == [True, False, True, True]
    assert [cell["shown"] for cell in cells] == [True, False, True, True]


def test_every_colour_of_the_scale_is_light_enough_for_dark_figures() -> None:
    assert min(contrast(INK, shade(n / 100, 0, 1)) for n in range(101)) >= 4.5


def test_neither_end_of_the_scale_looks_like_its_middle() -> None:
    low, middle, high = (shade(value, 1, 5) for value in (1, 3, 5))
    assert len({low, middle, high}) == 3
    assert shade(-9, 1, 5) == low
    assert shade(9, 1, 5) == high


@pytest.mark.parametrize(("language", "more"), [("en", "1,976"), ("it", "1.976")])
def test_of_many_rows_the_first_are_drawn_and_the_others_counted(language: str, more: str) -> None:
    figure = laid_out(many(2000), language)
    assert len(figure.names) == MOST_ROWS
    assert figure.more == f"More rows: {more}"
    assert f"More rows: {more}" in words_in(many(2000), language)


def test_as_many_rows_as_there_is_room_for_leave_none_out() -> None:
    assert not laid_out(many(MOST_ROWS), "en").more


def test_words_above_columns_stand_whole_or_at_a_slant() -> None:
    short = laid_out(pictured([("Trust", 1), ("Meaning", 2)]), "en").labels
    narrow = [(f"Recognition is fair {n}", 2.0) for n in "abcdef"]
    assert (short.lines, short.slanted) == ([["Trust"], ["Meaning"]], False)
    assert laid_out(pictured(narrow), "en").labels.slanted


@pytest.mark.parametrize(
    "picture",
    [
        pictured(row(None, None, None, None)),
        pictured([]),
        pictured(),
        pictured([(LONG, 2.0), ("", None)], names=[LONG], ends=(3, 3)),
        pictured(row(float("nan"), float("inf"), -1e15, 1e15), ends=(None, None)),
    ],
    ids=["all hidden", "no column", "no row", "long words, no scale", "odd numbers"],
)
def test_odd_heat_maps_are_pictures(picture: Picture) -> None:
    assert draw(picture, "it", scale=1).startswith(b"\x89PNG")


def test_a_picture_says_no_number_that_is_not_in_its_chart() -> None:
    picture = pictured(row(3.8, None, 2.2, 4.9), row(None, 1.4, None, 3))
    assert numbers_in(words_in(picture)) <= numbers_of(picture)


def test_up_the_side_of_a_line_stand_only_numbers_of_its_scale() -> None:
    points = [("a", 3.2), ("b", None), ("c", 3.7)]
    picture = pictured(points, kind="line", around=[0.2, None, 0.3])
    assert {float(one) for one in numbers_in(words_in(picture))} == {1, 2, 3, 4, 5}


def test_a_heat_map_goes_into_a_card_of_teams_with_fewer_rows_if_need_be() -> None:
    png = draw_small(many(40), "en", TEAMS_MOST)
    assert png is not None
    assert len(png) <= TEAMS_MOST
