"""Numbers: which there are in a text, in figures or in words, in English and Italian."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import chain, pairwise
from typing import Final

_FIGURES: Final = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

# What stands in the place of something that was taken out: prose with it would not be let through.
LEFT_OUT: Final = "[...]"

_ONES: Final = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS: Final = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# "sei" is left out: it is also "you are". So are one and uno, which are articles and pronouns.
_UNITS: Final = ["due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"]
_DICIANNOVE: Final = [
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
]
_DECINE: Final = [
    "venti",
    "trenta",
    "quaranta",
    "cinquanta",
    "sessanta",
    "settanta",
    "ottanta",
    "novanta",
]
_MANY: Final = {
    "dozen": 12, "dozens": 12, "hundred": 100, "hundreds": 100, "thousand": 1000,
    "thousands": 1000, "million": 10**6, "millions": 10**6, "billion": 10**9, "billions": 10**9,
    "dozzina": 12, "dozzine": 12, "decina": 10, "decine": 10, "cento": 100, "centinaio": 100,
    "centinaia": 100, "mille": 1000, "mila": 1000, "migliaio": 1000, "migliaia": 1000,
    "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9,
}  # fmt: skip


def _words() -> Mapping[str, int]:
    found = dict(_MANY)
    found |= {word: number for number, word in enumerate(_TEENS, 10)}
    found |= {word: number for number, word in enumerate(_DICIANNOVE, 10)}
    found |= {word: number for number, word in enumerate(_ONES, 2)}
    found |= {word: number for number, word in enumerate(_UNITS, 2) if word != "sei"}
    for tens, word in enumerate(_TENS, 2):
        found[word] = tens * 10
        found |= {f"{word}-{one}": tens * 10 + n for n, one in enumerate(["one", *_ONES], 1)}
    for tens, word in enumerate(_DECINE, 2):
        found[word] = tens * 10
        found |= {joined: tens * 10 + n for n, joined in _joined(word)}
    return found


def _joined(tens: str) -> Iterable[tuple[int, str]]:
    """Ventuno, ventidue, ventitré."""
    for number, one in enumerate(["uno", *_UNITS], 1):
        stem = tens[:-1] if one[0] in "ou" else tens
        yield number, f"{stem}{'tré' if one == 'tre' else one}"
    yield 3, f"{tens}tre"


WORDS: Final = _words()


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text, each written in one way: 1,200 and 1.200 are 1200, 3,5 is 3.5."""
    flat = unicodedata.normalize("NFKC", text)
    figures = (_plain(one) for one in _FIGURES.findall(flat))
    words = [one.casefold() for one in _WORD.findall(flat)]
    return frozenset(chain(figures, map(str, _worded(words))))


def without_numbers(text: str) -> str:
    """A text with a sign in the place of each number of it."""
    rest = _FIGURES.sub(LEFT_OUT, unicodedata.normalize("NFKC", text))
    return _WORD.sub(lambda one: LEFT_OUT if _counts(one[0]) else one[0], rest)


def _counts(word: str) -> bool:
    return any(one in WORDS for one in (word.casefold(), *word.casefold().split("-")))


def _plain(figures: str) -> str:
    digits = "".join(str(int(one)) if one.isdigit() else one for one in figures)
    if _THOUSANDS.fullmatch(digits) and not digits.startswith("0"):
        return re.sub(r"\D", "", digits)
    return re.sub(r"\D", ".", digits).lstrip("0") or "0"


def _worded(words: list[str]) -> Iterable[int]:
    yield from (WORDS[one] for one in words if one in WORDS)
    # Twenty five, apart, is the two of them and also one.
    for tens, one in pairwise(words):
        if f"{tens}-{one}" in WORDS:
            yield WORDS[f"{tens}-{one}"]
