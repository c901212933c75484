"""Places: where somebody lives, down to the street."""

from __future__ import annotations

import re
from typing import Final

from bot.insight.masking.draft import Draft
from bot.insight.masking.marks import ADDRESS

_CAP: Final = r"(?-i:[A-ZÀ-Þ](?:\.|(?:[\w'’-]|\.(?=\w))*+))"
_SMALL: Final = (
    r"(?!(?:on|in|the|a|an|at|of|to|and|or|for|per|by|with|from|my|our|your|this|that"
    r"|these|those|are|is|was|were|ago|days?|weeks?|months?|years?|hours?|minutes?|people"
    r"|times?|bikes?|cars?|euros?|km|miles?)\b)[^\W\d_]+"
)
_ROMAN: Final = (
    r"(?:via|viale|v\.le|piazza|p\.? ?zza|p\.za|piazzale|p\.le|corso|c\.so|largo|l\.go"
    r"|vicolo|strada|contrada"
    r"|c\.da|località|loc\.|borgo|lungomare|lungotevere|salita|calle|frazione|fraz\."
    r"|traversa|galleria|rione)"
)
_NO_STREET: Final = (
    r"(?!(?:e-?mail|mail|posta|telefono|tel|sms|chat|web|app|slack|teams|whatsapp|telegram"
    r"|fax|internet|pec|corriere|bluetooth|usb|wi-?fi|api|zoom|skype|facebook|instagram"
    r"|linkedin|the|a|an|my|your|our|di|da|del|dal|che|e|o|il|la|lo|con|per|piazza)\b)"
)
_PARTICLE: Final = (
    r"(?:dei|del|della|delle|degli|dello|di|da|dal|d['’]|dell['’]|al|alla|e|in|san|santa"
    r"|xx|iv|de|la)"
)
_SO_FAR: Final = rf"(?:{_PARTICLE}\s?){{0,2}}"
_HOUSE: Final = (
    r"(?:n\.? ?|n° ?|nr\.? ?|num\.? ?|numero |civico |al )?\d{1,4}(?: ?/ ?\w{1,3}| ?[a-z]"
    r"(?!\w)| bis| ter)?(?![\d:])"
)
_TOWN: Final = (
    rf"(?:[,\s-]{{1,3}}(?:cap )?\d{{5}}(?!\d)(?:[,\s-]{{1,3}}{_CAP}(?: {_CAP}){{0,2}})?"
    rf"(?: \(?(?-i:[A-Z]{{2}})\)?(?!\w))?)?"
)
_STREETS: Final = (
    re.compile(
        rf"(?<!\w){_ROMAN}\s{_NO_STREET}{_SO_FAR}(?:{_CAP}|\d{{1,2}} {_CAP})"
        rf"(?:\s{_SO_FAR}{_CAP}){{0,4}}(?:,?\s{{1,2}}{_HOUSE})?{_TOWN}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?:via|viale|piazza|piazzale|vicolo|largo|corso|strada|contrada|v\.le"
        rf"|p\.zza|c\.so)\s{_NO_STREET}(?:[^\W\d_]['’\w.]*,?\s){{1,5}}(?!(?:19"
        rf"|20)\d\d\b){_HOUSE}(?!\s?(?:euro|€|%|volte|giorni|ore|anni|km|times|days"
        rf"|weeks|hours|minutes)){_TOWN}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?:(?:flat|apartment|apt\.?|unit|suite"
        rf"|interno) ?\w{{1,4}},? )?\d{{1,5}}[a-z]?,?\s(?:{_CAP}\s){{1,4}}(?:street|st"
        rf"|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|square"
        rf"|sq|terrace|way|close|crescent|gardens|grove|hill|mews|park|row|highway|hwy"
        rf"|parkway|broadway|walk|green)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)\d{{1,5}}[a-z]?,?\s(?:{_SMALL}\s){{1,2}}(?:street|road|avenue"
        rf"|boulevard|crescent|lane)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.'’-])(?:{_CAP}\s){{1,3}}(?-i:Street|Road|Avenue|Boulevard|Crescent)"
        rf"(?!\w)(?: \d{{1,4}}(?!\d))?",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\w)(?:p\.? ?o\.? ?box|casella postale|c\.p\.)\s(?:n\.? ?)?\d+", re.IGNORECASE),
)
_CODES: Final = (
    re.compile(
        r"(?<!\w)(?:post ?code|postal code|zip(?: code)?|c\.?a\.?p\.?"
        r"|codice postale)[\s:=]{1,3}(?:is |è )?(?P<it>(?=\w{0,4}\d)[A-Z0-9]{3,8}"
        r"(?: ?\d[A-Z]{2}(?!\w))?)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d(?!(?:am|pm|kg|km|cm|mm|gb|mb|tb"
        r"|st|nd|rd|th|hz|mp)(?!\w))[A-Z]{2})(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\w)[A-Z]{2},? \d{5}(?:-\d{4})?(?!\w)"),
    re.compile(
        r"(?<![\w.,])(?:I-)?\d{5} (?!Euro|EUR|Km|KM|Kg|Ore|Users|Customers"
        r"|Clienti)[A-ZÀ-Þ][a-zà-ÿ'’]+(?: [A-ZÀ-Þ][a-zà-ÿ]+)?(?: \(?[A-Z]{2}\)?)?"
        r"(?!\w)"
    ),
)


def hide_streets(draft: Draft) -> None:
    """Hide streets, with house and town where they are said."""
    for pattern in _STREETS:
        draft.take(ADDRESS, pattern)


def hide_codes(draft: Draft) -> None:
    """Hide post codes."""
    for pattern in _CODES:
        draft.take(ADDRESS, pattern)
