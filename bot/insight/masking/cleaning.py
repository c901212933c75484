"""Cleaning: a text as it reads, without the tricks that keep a machine from reading it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.insight.masking.alike import latin
from bot.insight.masking.marks import neutral

_AND: Final = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7};?|#x[0-9a-f]{1,6};?|[a-z]{2,8}\d?;)", re.IGNORECASE)
_BREAK: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK: Final = re.compile(r"[^\S\n]+")
_AROUND_BREAK: Final = re.compile(r" ?\n ?")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_SINGLE: Final = r"(?: | {1,3}(?=[@._-] )|(?<= [@._-]) {1,3})[^\W_]|(?: {1,3})[@._-](?! ?\n)"
_SPACED: Final = re.compile(rf"(?<!\S)[^\W_](?:(?:{_SINGLE})(?!\S)){{2,}}")
_LETTER: Final = re.compile(r"[^\W\d_]")
# Nested deeper than this they are no writing any more.
_ROUNDS: Final = 3
# They are letters by their category, and show nothing at all.
_UNSEEN: Final = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5")
_ELSE: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2212\u02d7", "-")
    | dict.fromkeys("\u3002\u06d4", ".")
    | dict.fromkeys("\u2044\u2215", "/")
    | {"\u2800": " "}
    | {chr(0x1F150 + at): chr(65 + at) for at in range(26)}
    | {chr(0x1F170 + at): chr(65 + at) for at in range(26)}
)


def normalised(text: str) -> str:
    """A text as it reads: what leaves when nothing in it has to be hidden."""
    for _ in range(_ROUNDS):
        before, text = text, _read(text)
        if text == before:
            break
    else:
        text = _ENTITY.sub(lambda found: "& " + found[0][1:], text)
    # From the outside of long rows of blanks, which would hide where letters are spaced out.
    text = _SPACED.sub(_joined, latin(text))
    text = _AROUND_BREAK.sub("\n", _BLANK.sub(" ", text)).strip()
    return neutral(_EMPTY_LINES.sub("\n\n", text))


def _read(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), _AND.sub("&", text))
    text = _BREAK.sub("\n", text)
    if text.isascii():
        return "".join(one for one in text if one >= " " or one in "\n\t")
    seen = "".join(_seen(unicodedata.normalize("NFKC", text)))
    return unicodedata.normalize("NFKC", seen.translate(_ELSE))


def _seen(text: str) -> Iterator[str]:
    # Marks on letters of other scripts are part of how a word is written; on ours they are noise.
    ours = True
    for one in text:
        kind = unicodedata.category(one)
        if kind in ("Mn", "Me") and (ours or kind == "Me"):
            continue
        if kind == "Nd":
            one = str(unicodedata.digit(one))
        if (kind[0] == "C" and one not in "\n\t") or one in _UNSEEN:
            continue
        if kind[0] != "M":
            ours = one < "\u0590" or "\u1e00" <= one < "\u2fff"
        yield one


def _joined(found: re.Match[str]) -> str:
    whole = found[0]
    singles = len(_LETTER.findall(whole))
    enough = singles >= 4 or (singles == 3 and "." in whole)
    return whole.replace(" ", "") if enough else whole
