"""Words: what is left of HTML when its markup is gone, in one pass over it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final
from unicodedata import category

# No pattern that goes back over what it has seen: others wrote this.
_TAG: Final = re.compile(r"(<[^<>]*>)")
_NAME: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_UNSEEN: Final = frozenset({"script", "style", "template", "head", "iframe", "svg"})
# Some characters turn what is around them; those that join others are part of words.
_STEERS: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "section", "ul"),
        *("table", "td", "th", "tr"),
    }
)


def words_of(markup: str) -> str:
    """The words of some HTML, a line for each paragraph, without what nobody would read."""
    return tidy(html.unescape("".join(_seen(_uncommented(markup)))))


def tidy(words: str) -> str:
    """One space between words, no empty lines, no characters that steer."""
    lines = (" ".join(_steadied(one).split()) for one in words.split("\n"))
    return "\n".join(one for one in lines if one)


def _steadied(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(one if one in _JOINERS or category(one) not in _STEERS else " " for one in line)


def _uncommented(markup: str) -> str:
    first, *others = markup.split("<!--")
    return "".join([first, *(one.partition("-->")[2] for one in others)])


def _seen(markup: str) -> Iterator[str]:
    unseen = ""
    for place, piece in enumerate(_TAG.split(markup)):
        found = _NAME.match(piece) if place % 2 else None
        closes, name = (found[1], found[2].lower()) if found else ("", "")
        if unseen:
            unseen = "" if closes and name == unseen else unseen
        elif name in _UNSEEN and not closes:
            unseen = name
        elif name in _BLOCKS:
            yield "\n"
        elif not place % 2:
            yield piece.replace("\n", " ")
