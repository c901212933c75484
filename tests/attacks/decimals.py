"""Decimals: the numbers with a fraction that stand in what somebody reads."""

from __future__ import annotations

import re

# Where lines and letters of a drawing stand, in pixels; what it says is beside them.
_MEASURES = re.compile(r' (?:d|points|[xyr][12xy]?|c[xy]|d[xy]|width|height|stroke-width)="[^"]*"')
_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
# Not a part of a date, a time or a version; a comma or a full stop may follow.
_DECIMAL = re.compile(r"(?<!\d)(?<!\d[.,:])\d+[.,]\d+(?![.,:]?\d)")


def said(page: str) -> str:
    """A page without how it is drawn."""
    return _MEASURES.sub("", _STYLE.sub("", page))


def decimals(words: str) -> set[float]:
    """The numbers in words, whatever stands between their digits."""
    return {float(one.replace(",", ".")) for one in _DECIMAL.findall(words)}
