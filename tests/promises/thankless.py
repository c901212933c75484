"""No words that are sent say, or leave to be guessed, that a colleague got no thanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.runtime.catalogue import Template
from bot.runtime.comparing import forms
from tests.promises.worded import read

# What is no person, and stands for none: with anything else somebody can be named.
IMPERSONAL = frozenset(
    {
        *("after", "at", "average", "before", "command", "company", "count", "day", "days", "due"),
        *("first", "hours", "key", "last", "low", "high", "minutes", "month", "most", "number"),
        *("numbers", "percent", "points", "share", "shown", "since", "undone", "until", "value"),
        *("week", "weeks", "when", "year"),
    }
)

# So near each other in a sentence the two halves are heard together.
NEAR = r"[^.!?:;…\n]{0,60}?"
ENGLISH_NO = (
    r"(?:\b(?:0|zero|no|not|never|nobody|no[ -]one|none|nothing|without|hardly|scarcely|rarely|"
    r"seldom|less|least|fewer|fewest|few|little|lack\w*|miss(?:es|ed|ing)|yet|still|wait(?:s|ing)?|"
    r"deserv\w+|only (?:an?|one|two|\d+))|\w+n[’']t)\b"
)
ENGLISH_THANKS = (
    r"\b(?:(?!(?-i:Thank you))thank\w*|kudos|recogni[sz]\w+|recognition|appreciat\w+|acknowledg\w+|"
    r"prais\w+|gratitude|applau\w+|shout-?outs?)\b"
)
ENGLISH_SEEN = r"\b(?:see[ns]?|saw|notic\w+|mention\w+|remember\w*)\b"
ENGLISH_WORK = r"\b(?:works?|effort|part|help|contribution)\b"
ENGLISH_ALONE = (
    r"\b(?:un(?:thanked|recogni[sz]ed|appreciated|acknowledged|noticed|sung|praised|seen|rewarded)|"
    r"thankless\w*|overlook(?:ed|s)?|taken for granted|behind the scenes|in the shadows?|"
    r"left out of thanks|(?:quiet|silent|invisible|hidden|unseen) "
    r"(?:work|effort|help|hands?|hero\w*|contribut\w+|colleagues?))\b"
)
ITALIAN_NO = (
    r"\b(?:0|zero|non|né|no|mai|nessun\w*|niente|nulla|senza|ancora|poc(?:o|a|hi|he)|meno|manca\w*|"
    r"(?:si )?merit\w+|aspett\w+|attend\w+|solo (?:una?|due|\d+)|raramente|appena|priv[oaie])\b"
)
ITALIAN_THANKS = (
    r"\b(?:ringrazi\w+|(?!(?-i:Grazie))grazie|kudos|riconosc\w+|riconoscen\w+|apprezz\w+|"
    r"lod[ei]\w*|elog\w+|compliment\w+|gratitudine|applau\w+)\b"
)
ITALIAN_SEEN = r"\b(?:vist[oaie]|ved[eo]\w*|notat\w+|accort\w+|ricordat\w+|menzionat\w+)\b"
ITALIAN_WORK = r"\b(?:lavor[oi]|impegno|contribut[oi]|aiuto)\b"
ITALIAN_ALONE = (
    r"\b(?:da ringraziare|inosservat\w+|trascurat\w+|dimenticat\w+|dat[oaie] per scontat\w+|"
    r"dietro le quinte|nell[’']ombra|sottovalutat\w+|misconosciut\w+|ignorat\w+|ingrat\w+|"
    r"(?:lavoro|impegno|aiuto|contributo) (?:silenzios\w|invisibil\w|nascost\w|oscur\w))\b"
)


def _beside(*parts: str) -> str:
    """Such words near each other, whichever comes first."""
    no, *others = parts
    rest = NEAR.join(others)
    back = NEAR.join(reversed(others))
    return f"{no}{NEAR}{rest}|{no}{NEAR}{back}|{rest}{NEAR}{no}|{back}{NEAR}{no}"


WANT = {
    "en": re.compile(
        "|".join(
            (
                ENGLISH_ALONE,
                _beside(ENGLISH_NO, ENGLISH_THANKS),
                _beside(ENGLISH_NO, ENGLISH_SEEN, ENGLISH_WORK),
                r"\b(?:whom?|left|those|names?|people) to thank\b|\bto be thanked\b",
            )
        ),
        re.IGNORECASE,
    ),
    "it": re.compile(
        "|".join(
            (
                ITALIAN_ALONE,
                _beside(ITALIAN_NO, ITALIAN_THANKS),
                _beside(ITALIAN_NO, ITALIAN_SEEN, ITALIAN_WORK),
                r"\bchi (?:vuoi )?ringraziare\b",
            )
        ),
        re.IGNORECASE,
    ),
}


def wanting(words: str) -> str:
    """What in some words, of whichever language, says that thanks are wanting; "" where nothing."""
    found = (one.search(words) for one in WANT.values())
    return next((one.group() for one in found if one), "")


def thankless(folder: Path) -> list[str]:
    """Which words in a folder, a file for each language, name somebody beside a want of thanks."""
    return [
        fault
        for language, entries in read(folder).items()
        for key, entry in entries.items()
        for template in forms(entry).values()
        for fault in _faults(f"{language}: {key!r}", template)
    ]


def _faults(where: str, template: Template) -> Iterator[str]:
    # A name is a word like any other: it keeps no two others apart.
    said = wanting("".join(part.literal or "Maria" for part in template))
    named = sorted({part.name for part in template if part.name} - IMPERSONAL)
    if said and named:
        yield f"{where} says {said!r} and takes {named}"
