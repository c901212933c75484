"""Markup: words inside HTML, whatever somebody has written."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def text(words: str) -> str:
    """Words as HTML shows them, without what is no letter."""
    return escape(_UNFIT.sub("", words))
