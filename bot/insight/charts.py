"""Charts as pictures for the chat: numbers and words in, a PNG out, nothing from the network."""

from __future__ import annotations

from bot.insight.figure import laid_out
from bot.runtime.outgoing import Picture


def draw(picture: Picture, language: str) -> bytes:
    """Draw a chart as an opaque PNG, 1200 pixels wide; numbers are written as in `language`.

    Points stand in the order given. A missing value is a gap in a line and a dash in the place of
    a bar; a chart without any value is its title and a dash. Safe in any thread; the first call
    loads the renderer, and every call holds the interpreter while it renders.
    """
    from bot.insight import plot

    return plot.png(laid_out(picture, language))
