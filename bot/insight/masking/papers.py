"""Papers: accounts, the codes that a state gives to people, cars and firms, and birthdays."""

from __future__ import annotations

import re
from typing import Final

from bot.insight.masking.draft import Draft
from bot.insight.masking.marks import BIRTH, CODE, IBAN
from bot.insight.masking.words import ordinary_before

_GAP: Final = r"[\s./_-]?"
_LANDS: Final = (
    "ad|at|be|bg|ch|cy|cz|de|dk|ee|es|fi|fr|gb|gr|hr|hu|ie|is|it|"
    "li|lt|lu|lv|mc|mt|nl|no|pl|pt|ro|se|si|sk|sm|tr|va"
)
_ACCOUNT: Final = re.compile(
    rf"(?<![^\W_])(?:{_LANDS})[ .-]?\d[ .-]?\d"
    rf"(?:[\s.-]{{0,2}}[A-Z]{{0,4}}[\s.-]?\d){{6,36}}+[A-Z]{{0,3}}(?!\w)",
    re.IGNORECASE,
)
_BLOCK_ACCOUNT: Final = re.compile(
    r"(?<![^\W_])[A-Z]{2}\d{2}[A-Z0-9]{11,30}(?![^\W_])", re.IGNORECASE
)
_DIGIT: Final = "[0-9LMNPQRSTUV]"
_PERSON: Final = re.compile(
    r"(?<![^\W_])"
    + _GAP.join(
        [
            *["[A-Z]"] * 6,
            *[_DIGIT] * 2,
            "[ABCDEHLMPRST]",
            *[_DIGIT] * 2,
            "[A-Z]",
            *[_DIGIT] * 3,
            "[A-Z]",
        ]
    )
    + r"(?![^\W_])",
    re.IGNORECASE,
)
_IS: Final = (
    r"[\s:=.#°-]{0,4}(?:(?:is|è|e'|no|nr?|num|number|numero|id|reg|code"
    r"|codice)\b[\s:.#°-]{0,4}){0,3}"
)
_FIRM: Final = re.compile(
    r"(?<!\w)(?:p\.? ?iva|partita ?iva|p\. ?i\.|vat|cod(?:ice|\.) ?fiscale|c\. ?f\."
    r"|tax(?: id| code)?"
    rf"|national insurance|passport|passaporto|carta d['’]identità|patente|ssn|sdi"
    rf"|targa|licen[cs]e plate"
    rf"|number plate|registration plate){_IS}(?P<it>(?=[A-Z. -]{{0,8}}\d"
    rf"|[A-Z]{{7,16}}\b)[A-Z0-9](?:[./-]?[A-Z0-9])*+(?: (?=\w*\d)[A-Z0-9]+)*)",
    re.IGNORECASE,
)
_BARE_FIRM: Final = re.compile(
    r"(?<!\w)(?:IT|GB|DE|FR|ES|AT|BE|NL|IE|PT|PL|CHE)[ -]?(?:\d[ .]?){8,11}(?!\w)", re.IGNORECASE
)
_PLATES: Final = (
    re.compile(
        r"(?<![^\W_])(?:[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]{2}\d{2}[A-Z]{3})(?![^\W_])", re.IGNORECASE
    ),
    re.compile(
        r"(?<![^\W_])(?:[A-Z]{2}[ -]\d{3}[ -]?[A-Z]{2}|[A-Z]{2}\d{3}[ -][A-Z]{2}"
        r"|[A-Z]{2}\d{2}[ -][A-Z]{3})(?![^\W_])"
    ),
)
_UNITS: Final = frozenset(
    [
        "km",
        "kg",
        "mm",
        "cm",
        "gb",
        "mb",
        "tb",
        "ml",
        "kw",
        "mq",
        "hz",
        "kb",
        "eu",
        "eur",
        "gbp",
        "usd",
        "pm",
        "am",
    ]
)
_MONTH: Final = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|gen|mag|giu|lug|ago|set|ott|dic)[a-z]*\.?"
)
_DAY: Final = r"(?:\d{1,2}|1°|first|primo)(?:st|nd|rd|th|°)?"
_DATE: Final = (
    rf"(?:\d{{1,4}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?\d{{2,4}}|{_DAY}[ ./-]"
    rf"(?:of )?{_MONTH},?(?:[ ./-](?:del )?'?\d{{2,4}})?"
    rf"|{_MONTH} {_DAY}(?:,? \d{{2,4}})?|\d{{1,2}} \d{{1,2}} \d{{2,4}}|(?:19|20)\d\d"
    rf"|\d{{1,2}}[./-]\d{{1,2}}|\d{{6,8}})"
)
_BORN: Final = re.compile(
    r"(?<!\w)(?:born(?: on| in)?(?: the)?|date of birth|birth ?da(?:te|y)|d\.?o\.?b\.?"
    r"|nat[oaie](?: in data)?(?: il| l['’]| lo| nel)?|nat[oa] (?:a|ad) [^\W\d_]+(?:[ ]"
    r"(?!il\b)[^\W\d_]+){0,3}(?: \([a-z]{2}\))?,? (?:il|l['’]|nel)"
    rf"|(?:data|giorno) di nascita|nascita|compleanno)[\s:]{{0,3}}(?:(?:is|on|in|è|il"
    rf"|the|l['’])\s?){{0,2}}(?P<it>{_DATE})(?!\d)",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"(?<!\w)(?:nat[oa] (?:a|ad|in)|born (?:in|at)|luogo di nascita"
    r"|place of birth)[\s:]{1,3}(?-i:(?P<it>[A-ZÀ-Þ][\w'’-]+(?: (?:(?:di|del|della|in"
    r"|sul|San|upon) )?[A-ZÀ-Þ][\w'’-]+){0,3}))"
    r"|(?<!\w)nat[oa] (?:a|ad) (?P<small>[^\W\d_]{3,})",
    re.IGNORECASE,
)


def hide(draft: Draft) -> None:
    """Hide papers, births before the numbers in them are taken for others."""
    draft.take(IBAN, _BLOCK_ACCOUNT, _is_account)
    draft.take(CODE, _PERSON, _is_person)
    draft.take(IBAN, _ACCOUNT, _is_account)
    draft.take(CODE, _FIRM)
    draft.take(CODE, _BARE_FIRM)
    for pattern in _PLATES:
        draft.take(CODE, pattern, _is_plate)
    draft.take(BIRTH, _BORN)
    places = _PLACE.finditer(draft.text)
    draft.take_at(BIRTH, [one.span(one.lastgroup or 0) for one in places if _is_place(one)])


def _is_account(found: re.Match[str]) -> bool:
    length = sum(one.isalnum() for one in found[0])
    return length >= 14 and sum(one.isdigit() for one in found[0]) >= 9


def _is_person(found: re.Match[str]) -> bool:
    # In one piece also with no digit left; with gaps it might be words that follow each other.
    digits = sum(one.isdigit() for one in found[0])
    return digits >= 3 or (len(found[0]) == 16 and (digits > 0 or found[0].isupper()))


def _is_plate(found: re.Match[str]) -> bool:
    said = found[0].lower()
    return said[-2:] not in _UNITS or said[2:3].isalnum()


def _is_place(found: re.Match[str]) -> bool:
    small = found["small"]
    return not small or not ordinary_before(small)
