"""Spreadsheets: tables as CSV that Excel opens with a double click, and never computes."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | float

# Where a comma stands in numbers, Excel expects something else between cells.
_COMMA_DECIMALS: Final = frozenset({"it"})
_FORMULA: Final = frozenset("=+-@")
_BREAKS: Final = ("\t", "\r", "\n")
# Letters and marks with nothing to be seen of them.
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNFIT: Final = re.compile("[\0\ud800-\udfff]")


def table(rows: Iterable[Sequence[Cell]], language: str) -> str:
    """Rows as CSV in the way a spreadsheet in this language reads them."""
    comma = language in _COMMA_DECIMALS
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerows([_cell(one, comma=comma) for one in row] for row in rows)
    return written.getvalue()


def _cell(value: Cell, *, comma: bool) -> str:
    if isinstance(value, str):
        return harmless(value)
    if not math.isfinite(value):
        return ""
    return str(value).replace(".", ",") if comma else str(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: behind an apostrophe, where it looks so."""
    text = without_unfit(text)
    return f"'{text}" if _looks_computed(text) else text


def meant(text: str) -> str:
    """A text that was made harmless, as it was before."""
    return text[1:] if text.startswith("'") and _looks_computed(text[1:]) else text


def _looks_computed(text: str) -> bool:
    """Whether it does, or would where the apostrophe before it was taken for ours."""
    bare = text.lstrip("'")
    return bare.startswith(_BREAKS) or _begins(bare) in _FORMULA


def without_unfit(text: str) -> str:
    """A text without what no database and no file takes."""
    return _UNFIT.sub("", text)


def _begins(text: str) -> str:
    """The first sign to be seen; its full-width, small and raised forms count as the plain one."""
    first = next((one for one in text if not _skipped(one)), "")
    return unicodedata.normalize("NFKC", first)[:1]


def _skipped(sign: str) -> bool:
    unseen = unicodedata.category(sign)[0] in "CZ" or unicodedata.category(sign) == "Mn"
    return unseen or sign in _BLANK or sign.isspace()
