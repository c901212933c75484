"""Charts: what a reader finds in the picture, whatever the numbers and the words are."""

from __future__ import annotations

import math
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest
import vl_convert

from bot.cards import Chart, Series
from bot.insight import ink, plot
from bot.insight.charts import draw
from bot.insight.figure import laid_out
from bot.runtime.outgoing import Picture
from bot.texts import Text

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).resolve().parents[3]
Points = Sequence[tuple[str, float | None]]

# Points: how wide a phone shows a chart, and the smallest letters.
PHONE, READABLE = 320, 9

WEEKS = [("2 nov", 12), ("9 nov", 18), ("16 nov", 9), ("23 nov", 31)]
HOSTILE = [
    ("<b>&\"'</b>", 1),
    ("${datum.value}\\n'+alert(1)+'", 2),
    ("x" * 300, 3),
    ("🎉 party 🏳️‍🌈", 4),
    ("🎉", 5),
    ("nul\x00 bell\x07 \u202eright to left", 6),
    ("half a pair \ud83c", 7),
    ("two\nlines\tand a tab", 8),
    ("", 9),
    ("日本語", 10),
]


def picture(
    *series: Points,
    kind: Literal["bar", "line"] = "bar",
    title: str = "Kudos a week",
    names: Sequence[str] = (),
) -> Picture:
    chart = Chart(Text("t"), [Series(Text("s"), points) for points in series], Text("alt"), kind)
    return Picture(chart, title, "alt", tuple(names or ["Kudos"] * len(series)))


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += length + 12
    return found


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    kind, head = chunks(png)[0]
    assert kind == b"IHDR"
    width, height = struct.unpack(">II", head[:8])
    return width, height


def first_pixel(png: bytes) -> bytes:
    """No filter of the format changes the very first pixel."""
    rows = zlib.decompress(b"".join(data for kind, data in chunks(png) if kind == b"IDAT"))
    return rows[1:5]


def drawing(picture: Picture, language: str = "en") -> ElementTree.Element:
    """The same picture as a drawing whose lines and words can be looked at."""
    figure = laid_out(picture, language)
    svg = vl_convert.vegalite_to_svg(
        plot.spec(figure), format_locale=plot.number_format(language), allowed_base_urls=[]
    )
    return ElementTree.fromstring(svg)


def words_in(picture: Picture, language: str = "en") -> list[str]:
    return [text for each in drawing(picture, language).iter(f"{SVG}text") if (text := each.text)]


def marks_of(picture: Picture, role: str) -> list[str]:
    """The paths drawn for one kind of mark."""
    groups = [each for each in drawing(picture).iter(f"{SVG}g") if role in each.get("class", "")]
    return [path.get("d", "") for group in groups for path in group.iter(f"{SVG}path")]


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_letters_can_be_read_where_a_phone_shows_it(kind: Literal["bar", "line"]) -> None:
    drawn = drawing(picture(WEEKS, WEEKS, kind=kind, names=["Given", "Received"]))
    shrunk = PHONE / float(drawn.get("width", ""))
    sizes = {float(each.get("font-size", "0px")[:-2]) for each in drawn.iter(f"{SVG}text")}
    assert min(sizes) * shrunk >= READABLE


def test_one_series_alone_bears_our_own_colour() -> None:
    fills = {each.get("fill") for each in drawing(picture(WEEKS)).iter(f"{SVG}path")}
    both = {each.get("fill") for each in drawing(picture(WEEKS, WEEKS)).iter(f"{SVG}path")}
    assert ink.OWN in fills
    assert ink.OWN not in both


@pytest.mark.parametrize("kind", ["bar", "line"])
@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_chart_is_a_picture_of_the_size_a_phone_shows_well(
    kind: Literal["bar", "line"], count: int
) -> None:
    png = draw(picture(*[WEEKS] * count, kind=kind), "it")
    assert size(png) == (1200, 640)


def test_the_background_is_opaque_white_for_dark_chats() -> None:
    assert first_pixel(draw(picture(WEEKS), "en")) == b"\xff\xff\xff\xff"


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert draw(picture(WEEKS), "en") == draw(picture(WEEKS), "en")


def test_several_threads_draw_at_once() -> None:
    wanted = picture(WEEKS, kind="line")
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(draw, [wanted] * 8, ["en"] * 8))
    assert set(drawn) == {draw(wanted, "en")}


def test_places_stand_in_the_order_given() -> None:
    figure = laid_out(picture([("B", 1), ("C", 2), ("A", 3)], [("D", 4), ("A", 5)]), "en")
    assert figure.labels.lines == [["B"], ["C"], ["A"], ["D"]]
    assert [mark.place for mark in figure.marks] == [0, 1, 2, 3, 2]


def test_a_label_given_twice_has_two_places() -> None:
    figure = laid_out(picture([("Mon", 1), ("Tue", 2), ("Mon", 3)]), "en")
    assert [mark.place for mark in figure.marks] == [0, 1, 2]


@pytest.mark.parametrize("missing", [None, math.nan, math.inf])
def test_a_missing_value_reads_as_a_dash_and_not_as_zero(missing: float | None) -> None:
    figure = laid_out(picture([("a", 4), ("b", missing), ("c", 0)]), "en")
    assert [(mark.value, mark.words) for mark in figure.marks] == [
        (4, "4"),
        (None, "–"),
        (0, "0"),
    ]


def test_a_line_has_a_gap_where_a_value_is_missing() -> None:
    points: Points = [("a", 4), ("b", 3), ("c", None), ("d", 2), ("e", 5)]
    (line,) = marks_of(picture(points, kind="line"), "mark-line")
    assert (line.count("M"), line.count("L")) == (2, 2)
    assert len(marks_of(picture(points, kind="line"), "mark-symbol")) == 4
    assert "c" in words_in(picture(points, kind="line"))


def test_a_missing_bar_is_a_dash_and_no_bar_at_all() -> None:
    points: Points = [("a", 4), ("b", None), ("c", 0)]
    assert len(marks_of(picture(points), "mark-rect")) == 2
    assert words_in(picture(points)) == ["a", "b", "c", "4", "–", "0", "Kudos a week"]


def test_the_words_stand_in_the_order_given_with_their_series() -> None:
    both = picture([("B", 1), ("A", 2)], [("B", 3), ("A", 4)], names=["Mine", "Yours"])
    assert [word for word in words_in(both) if word not in "1234"] == [
        "B",
        "A",
        "Mine",
        "Yours",
        "Kudos a week",
    ]


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["1,234.5", "-0.25"]), ("it", ["1.234,5", "-0,25"])]
)
def test_numbers_read_as_in_the_readers_language(language: str, words: list[str]) -> None:
    figure = laid_out(picture([("a", 1234.5), ("b", -0.25)]), language)
    assert [mark.words for mark in figure.marks] == words


def test_the_axis_speaks_the_readers_language_too() -> None:
    wanted = picture([("a", 0.4), ("b", 0.9)], kind="line")
    assert "0.4" in words_in(wanted, "en")
    assert "0,4" in words_in(wanted, "it")
    assert draw(wanted, "it") != draw(wanted, "en")


@pytest.mark.parametrize(("count", "numbered"), [(12, True), (13, False)])
def test_up_to_twelve_bars_bear_their_numbers(count: int, numbered: bool) -> None:
    figure = laid_out(picture([(str(at), at) for at in range(count)]), "en")
    assert figure.numbered is numbered


def test_numbers_too_wide_for_their_bars_go_to_an_axis() -> None:
    assert not laid_out(picture([(str(at), 10**9 + at) for at in range(12)]), "en").numbered


def test_bars_with_long_labels_lie_down_so_that_the_words_fit() -> None:
    values = ["Customer focus", "Curiosity and learning", "Ownership", "Accountability", "Kindness"]
    wanted = picture([(value, 3) for value in values])
    assert laid_out(wanted, "en").labels.lying
    assert [" ".join(lines) for lines in laid_out(wanted, "en").labels.lines] == values


def test_of_too_many_labels_some_are_left_out_evenly() -> None:
    shown = laid_out(picture([(f"week {at}", at) for at in range(52)], kind="line"), "en").labels
    assert len(shown.shown) * len("week 52") < 70
    assert len({later - one for one, later in zip(shown.shown, shown.shown[1:], strict=False)}) == 1


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_hostile_labels_do_no_harm(kind: Literal["bar", "line"]) -> None:
    label = "<script>" + "long " * 200
    png = draw(picture(HOSTILE, HOSTILE, kind=kind, title=label, names=[label, "🎉"]), "it")
    assert size(png)[0] == 1200


def test_what_cannot_be_drawn_is_left_out_of_labels() -> None:
    lines = laid_out(picture(HOSTILE), "en").labels.lines
    assert lines[3:8] == [
        ["party"],
        ["🎉"],
        ["nul bell right to left"],
        ["half a pair"],
        ["two lines and a tab"],
    ]


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_one_point_is_a_chart(kind: Literal["bar", "line"]) -> None:
    one = draw(picture([("today", 7)], kind=kind), "en")
    assert size(one) == (1200, 640)
    assert one != draw(picture([], kind=kind), "en")


@pytest.mark.parametrize("series", [[[]], [[], []], [], [[("a", None), ("b", None)]]])
def test_without_any_value_the_picture_is_a_title_and_a_dash(series: list[Points]) -> None:
    drawn = draw(picture(*series, names=["Kudos"]), "en")
    assert drawn == draw(picture([], names=["Kudos"]), "en")
    assert drawn != draw(picture(*series, names=["Kudos"], title="Another title"), "en")


def test_without_a_title_none_is_drawn() -> None:
    assert size(draw(picture(WEEKS, title="", names=[""]), "en")) == (1200, 640)
    assert words_in(picture(WEEKS[:1], title="", names=[""])) == ["2 nov", "12"]


@pytest.mark.parametrize("points", [[("a", 0), ("b", 0)], [("a", -3), ("b", 5)], [("a", -3)]])
def test_zeros_and_negative_values_are_charts(points: Points) -> None:
    assert size(draw(picture(points), "en")) == (1200, 640)


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_renderer_is_loaded_only_by_the_first_chart() -> None:
    code = "import sys, bot.insight.charts; print({'altair', 'vl_convert'} & set(sys.modules))"
    assert run(code).strip() == "set()"


def test_a_chart_never_meets_numpy_half_loaded_by_another_thread() -> None:
    code = "import sys; from bot.insight import plot; print(sys.modules['numpy'].ndarray.__name__)"
    assert run(code).strip() == "ndarray"


def test_nothing_is_fetched_from_the_network() -> None:
    code = """
from bot.cards import Chart, Series
from bot.insight import ink, plot
from bot.insight.charts import draw
from bot.runtime.outgoing import Picture
from bot.texts import Text
points = [("http://127.0.0.1/a.png", 1), ("<img src='http://127.0.0.1/b'>", 2)]
chart = Chart(Text("t"), [Series(Text("s"), points)], Text("alt"))
draw(Picture(chart, "url(http://127.0.0.1/c)", "alt", ("Kudos",)), "en")
"""
    with socket.create_server(("127.0.0.1", 0)) as door:
        proxy = f"http://127.0.0.1:{door.getsockname()[1]}"
        run(code, HTTP_PROXY=proxy, HTTPS_PROXY=proxy, http_proxy=proxy, https_proxy=proxy)
        door.setblocking(False)
        with pytest.raises(BlockingIOError):
            door.accept()
