"""What is kept of a picture is all that it is drawn from."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.cards import Series
from bot.runtime.outgoing import Picture
from handlers.playground.drawn import drawing, picture_of
from tests.bot.insight.pictures import pictured


def _again(picture: Picture) -> Picture:
    return picture_of(json.loads(json.dumps(drawing(picture))))


def _rows(picture: Picture) -> list[Series]:
    points = [[(label, value) for label, value in one.points] for one in picture.chart.series]
    bands = [list(one.around) for one in picture.chart.series]
    return [Series("", one, band) for one, band in zip(points, bands, strict=True)]


def test_a_picture_that_was_kept_is_the_same_again() -> None:
    picture = pictured([("Mon", 3.0), ("Tue", None)], around=[0.2, None], places=("Mon", "Tue"))
    again = _again(picture)
    assert replace(again, chart=picture.chart) == picture
    assert _rows(again) == _rows(picture)
    assert (again.chart.low, again.chart.high, again.chart.kind) == (1, 5, "heat")


def test_a_picture_that_an_older_version_kept_is_still_drawn() -> None:
    kept = drawing(pictured([("Mon", 3.0)], kind="bar"))
    for later in ("around", "ends", "hidden", "more", "places"):
        del kept[later]
    assert picture_of(kept).chart.series[0].points == [("Mon", 3.0)]
