"""Phones and cards: long numbers, in figures and in words."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from bot.insight.masking.draft import Draft
from bot.insight.masking.marks import CARD, ORDER, PHONE

_UNIT: Final = (
    r"(?=\s?(?:euros?|eur|€|\$|£|%|dollars?|pounds|sterline|km|kg|users|utenti|clienti"
    r"|customers|people|persone|volte|times)(?!\w))"
)
# What is left alone: dates with their times, spans of years, large amounts.
_DAY: Final = r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})"
_PLAIN: Final = (
    rf"(?<![\w+]){_DAY}(?:[ T,]{{1,2}}\d{{1,2}}[:.]\d\d)?(?!\d)(?![./-]\d)"
    r"|(?<!\w)(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d(?!\d|[./-]\d)"
    rf"|(?<!\w)[1-9]\d{{0,2}}(?:[.,' ]\d{{3}}){{1,4}}(?:[.,]\d\d)?(?!\d){_UNIT}"
    rf"|(?<!\w)[1-9]\d{{0,8}}(?:[.,]\d\d?)?(?!\d){_UNIT}"
    r"|(?<=[€$£])\s?\d[\d.,]*|(?<!\w)[1-9]\d{0,2}(?:[.,]000){1,4}(?![\d.])"
)
_BETWEEN: Final = r"[\s./()·•_~|*–—-]{0,4}"
_FIGURES: Final = rf"(?:(?:\+|(?<!\w)00)\s?|\((?=[+\d])|(?<![\w.]))\+?\d(?:{_BETWEEN}\d)*+"
_LONG: Final = re.compile(rf"{_PLAIN}|(?P<it>{_FIGURES})")
_SHORTEST_PHONE, _LONGEST_PHONE, _SHORTEST_CARD, _LONGEST_CARD = 7, 15, 13, 19
_ASKED: Final = re.compile(
    r"(?<!\w)(?=[tmpcfwrnie])(?:tel(?:efono|ephone)?|(?:mobile |cell "
    r"|telephone )?phone|cell(?:ulare|phone)?|mobile|fax|whatsapp|ring|call|text"
    r"|chiam\w+|telefon\w+|contatta\w+|numero|number|int(?:erno)?|ext"
    r"(?:ension)?)\b[\s.:]{0,3}"
    r"(?:(?:me|us|mi|ci|at|on|al|allo|it|is|è|back|number|numero|no"
    r"|n)\b[\s.:]{0,3}){0,3}(?P<it>\+?\d(?:[\s./-]?\d){3,})(?![\w:])"
    + _UNIT.replace("(?=", "(?!", 1),
    re.IGNORECASE,
)
_TEN: Final = r"vent|trent|quarant|cinquant|sessant|settant|ottant|novant"
_DIGIT: Final = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|uno|due"
    r"|tre|tré|quattro|cinque"
    r"|sei|sette|otto|nove|doppio|triplo)"
)
_WORD: Final = (
    rf"(?:(?:{_TEN})[aio]?{_DIGIT}?|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|dieci|undici|dodici|tredici|quattordici|quindici"
    rf"|sedici|diciassette|diciotto|diciannove|(?:cento)?{_DIGIT})"
)
_SAID: Final = re.compile(
    rf"(?<![^\W_])(?=[a-z+])(?:(?:plus|più|\+)\s)?{_WORD}(?:[\s,.;:/–—_-]{{0,3}}"
    rf"(?:{_WORD}|\d{{1,3}}(?!\d))){{5,}}+(?![^\W\d_])",
    re.IGNORECASE,
)


def hide_cards(draft: Draft) -> None:
    """Hide what is too long for a phone."""
    draft.take(CARD, _LONG, partial(_is, CARD))


def hide(draft: Draft) -> None:
    """Hide all that are left, in words and in figures."""
    draft.take(PHONE, _SAID)
    for kind in (PHONE, ORDER):
        draft.take(kind, _LONG, partial(_is, kind))
    draft.take(PHONE, _ASKED)


def _is(kind: str, found: re.Match[str]) -> bool:
    said = found["it"] or ""
    count = sum(one.isdigit() for one in said)
    if count < _SHORTEST_PHONE:
        return False
    abroad = said.startswith(("+", "00", "(+", "(00")) and count <= _LONGEST_PHONE
    if abroad or count < _SHORTEST_CARD:
        return kind == PHONE
    return kind == (CARD if count <= _LONGEST_CARD else ORDER)
