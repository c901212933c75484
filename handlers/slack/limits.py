"""Slack's limits, and words made fit to be sent."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final, TypeAlias

Payload: TypeAlias = dict[str, Any]

# Slack takes about 13,200 characters a message; the difference is for types, styles and ids.
MESSAGE: Final = 12_000
FALLBACK: Final = 3000
BUTTONS: Final = 25
BUTTON: Final = 75
BUTTON_VALUE: Final = 2000
VIEW_BLOCKS: Final = 100
VIEW_BYTES: Final = 250_000
VIEW_TITLE: Final = 24
METADATA: Final = 3000
LABEL: Final = 2000
INPUT: Final = 3000
OPTIONS: Final = 100
OPTION: Final = 75
OPTION_VALUE: Final = 150
RADIO_BUTTONS: Final = 10
USERS: Final = 100

DOTS: Final = "…"

# Control characters, overrides of the writing direction, and halves of a character.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_HALVES = re.compile("[\ud800-\udfff]")
_JOINER = "\u200d"
_TONES = range(0x1F3FB, 0x1F400)
_WORD_AT_MOST = 30


def clean(text: str) -> str:
    """Drop what would break the encoding or turn the writing direction; line breaks stay."""
    if text.isprintable():
        return text
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def units(text: str) -> int:
    """The length of a text in UTF-16 units: Slack does not say what it counts, this is safe."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Shorten a clean text to `most` UTF-16 units, ending in "…", between words if it can be."""
    if units(text) <= most:
        return text
    end = len(text.encode("utf-16-le")[: 2 * most - 2].decode("utf-16-le", "ignore"))
    space = text.rfind(" ", max(1, end - _WORD_AT_MOST), end + 1)
    if space > 0:
        end = space
    while end > 0 and _belongs(text, end):
        end -= 1
    return text[:end].rstrip() + DOTS


def _belongs(text: str, at: int) -> bool:
    """Whether the character at `at` is drawn as one with the one before it."""
    here = text[at]
    return (
        unicodedata.category(here) == "Mn"
        or here == _JOINER
        or text[at - 1] == _JOINER
        or ord(here) in _TONES
    )


def line(text: str, most: int) -> str:
    """Make one clean line of a text, shortened to `most` UTF-16 units."""
    if len(text) * 2 <= most and text.isprintable():
        return text.strip()
    return cut(" ".join(clean(text).split()), most)


def plain_text(text: str, most: int, otherwise: str = DOTS) -> Payload:
    """One line as Slack's plain text object, which must not be empty."""
    return {"type": "plain_text", "text": line(text, most) or otherwise}


def sendable(token: str, most: int) -> bool:
    """Whether a token arrives as it leaves; a shortened or mended one would be a forged one."""
    return bool(token) and units(token) <= most and (token.isascii() or not _HALVES.search(token))
