"""Charts as pictures for the chat: numbers and words in, a PNG out, nothing from the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.insight.figure import MOST_ROWS, laid_out
from bot.insight.palette import reduced
from bot.runtime.outgoing import Picture

SCALE: Final = 2.5
SMALLER: Final = (1.5, 1.25, 1.0)
# By more than that the last is not smaller than the first.
HOPELESS: Final = 1.8
# A heat map too large in every size is drawn with fewer of its rows.
FEWER: Final = (MOST_ROWS, 12, 6)
# So many bytes a cell takes at the least.
CELL: Final = 130


def draw(picture: Picture, language: str, scale: float = SCALE, rows: int = MOST_ROWS) -> bytes:
    """Draw a chart as an opaque PNG, 1200 pixels wide; numbers are written as in `language`.

    Points stand in the order given. A missing value is a gap in a line and a dash in the place of
    a bar; a chart without any value is its title and a dash. Safe in any thread; the first call
    loads the renderer, and every call holds the interpreter while it renders.
    """
    from bot.insight import plot

    return plot.png(laid_out(picture, language, rows), scale)


def draw_small(picture: Picture, language: str, most: int) -> bytes | None:
    """Draw a chart in at most so many bytes, the larger the better; None where it can't be."""
    for rows in _rows(picture, most):
        if png := _within(picture, language, rows, most):
            return png
    return None


def _rows(picture: Picture, most: int) -> Sequence[int]:
    """With how many rows it is worth to be tried."""
    if picture.chart.kind != "heat":
        return FEWER[:1]
    columns = max((len(one.points) for one in picture.chart.series), default=0)
    height = len(picture.chart.series)
    return [rows for rows in FEWER if min(rows, height) * columns * CELL <= most]


def _within(picture: Picture, language: str, rows: int, most: int) -> bytes | None:
    for scale in SMALLER:
        png = reduced(draw(picture, language, scale, rows))
        if len(png) <= most:
            return png
        if len(png) > HOPELESS * most:
            break
    return None
