"""Charts as pictures for the chat: numbers and words in, a PNG out, nothing from the network."""

from __future__ import annotations

from typing import Final

from bot.insight.figure import laid_out
from bot.insight.palette import reduced
from bot.runtime.outgoing import Picture

SCALE: Final = 2.5
SMALLER: Final = (1.5, 1.25, 1.0)
# By more than that the last is not smaller than the first.
HOPELESS: Final = 2


def draw(picture: Picture, language: str, scale: float = SCALE) -> bytes:
    """Draw a chart as an opaque PNG, 1200 pixels wide; numbers are written as in `language`.

    Points stand in the order given. A missing value is a gap in a line and a dash in the place of
    a bar; a chart without any value is its title and a dash. Safe in any thread; the first call
    loads the renderer, and every call holds the interpreter while it renders.
    """
    from bot.insight import plot

    return plot.png(laid_out(picture, language), scale)


def draw_small(picture: Picture, language: str, most: int) -> bytes | None:
    """Draw a chart in at most so many bytes, the larger the better; None where it can't be."""
    for scale in SMALLER:
        png = reduced(draw(picture, language, scale))
        if len(png) <= most:
            return png
        if len(png) > HOPELESS * most:
            break
    return None
