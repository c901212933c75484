"""Teams' limits, and words made fit to be sent."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeAlias

Payload: TypeAlias = dict[str, Any]

# Teams takes 28 KB a card; the difference is for what stands around it.
CARD: Final = 27_000
BUTTONS: Final = 6
BUTTON: Final = 75
SUMMARY: Final = 500
TOKENS: Final = 12_000

DOTS: Final = "…"

# Control characters, overrides of the writing direction, and halves of a character.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Drop what would break the encoding or turn the writing direction; line breaks stay."""
    return text if text.isprintable() else _UNFIT.sub("", text)


def one_line(text: str, most: int) -> str:
    """Make one clean line of a text, of at most so many characters."""
    words = " ".join(clean(text).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + DOTS


def cut(text: str, most: int) -> str:
    """Shorten a clean text to so many bytes, and say that it was."""
    raw = text.encode()
    return text if len(raw) <= most else raw[: most - 3].decode(errors="ignore") + DOTS


def size(thing: object) -> int:
    """How many bytes something is in UTF-8."""
    return len(json.dumps(thing, ensure_ascii=False).encode(errors="surrogatepass"))


def weight(thing: object) -> int:
    """How many bytes something is on its way; what is not ASCII counts as it may be escaped."""
    return len(json.dumps(thing))
