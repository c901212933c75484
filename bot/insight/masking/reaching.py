"""Reaching: mails, links, machines and handles, also in the spellings that programs overlook."""

from __future__ import annotations

import re
from typing import Final

from bot.insight.masking.draft import Draft
from bot.insight.masking.marks import EMAIL, LINK, NAME

_TOP: Final = (
    r"(?:com|it|org|net|eu|uk|io|info|biz|fr|de|es|ch|at|nl|be|ie|us|gov|edu|app|dev|shop|online)"
)
_OPEN, _CLOSE = r"\s?[\[({<*_]{1,2}\s?", r"\s?[\])}>*_]{1,2}\s?"
_SPELT_DOT: Final = rf"{_OPEN}(?:dot|punto|\.){_CLOSE}|\s(?:dot|punto)\s"
_DOT: Final = rf"(?:\.(?=\w)|\s?\.\s?(?=(?-i:{_TOP})\b)|{_SPELT_DOT})"
_SIGN: Final = r"\s?(?:@|%40)\s?"
_AT: Final = rf"(?:{_SIGN}|{_OPEN}(?:at|@|a|chiocciol(?:a|ina)){_CLOSE}|\schiocciol(?:a|ina)\s)"
# Begins where a word does and never goes back, so that a long text is read only once.
_START: Final = r"(?<![\w.+%'-])(?<! dot )(?<! punto )"
_LOCAL: Final = rf"{_START}[\w+%'-]++(?:\.++[\w+%'-]*+)*+(?:{_SPELT_DOT}[\w+%'.-]++){{0,6}}+"
_DOMAIN: Final = rf"[\w-]++(?:{_DOT}[\w-]++){{1,9}}+"

_MAILS: Final = (
    re.compile(rf"{_LOCAL}{_AT}{_DOMAIN}", re.IGNORECASE),
    # "Look at mail.user": where the sign is a word, the domain has to end as one.
    re.compile(
        rf"{_LOCAL}\s?\bat\s[\w-]++(?:(?:\.(?=\w)|{_SPELT_DOT})[\w-]++){{0,6}}?(?:\.|{_SPELT_DOT}){_TOP}\b",
        re.IGNORECASE,
    ),
    re.compile(rf"{_LOCAL}{_SIGN}[\w-]++ {_TOP}\b", re.IGNORECASE),
    re.compile(rf"(?<![\w.+-])[\w.+-]++%40{_DOMAIN}", re.IGNORECASE),
    re.compile(
        rf"(?<!\w)[^\W_]+(?:_[^\W_]+){{0,3}}?_at_[\w-]{{1,63}}(?:\.|_dot_){_TOP}\b", re.IGNORECASE
    ),
    re.compile(r"(?<![^\s<(|])\"[^\"\n@]{1,60}\"@[\w.-]+", re.IGNORECASE),
    re.compile(r"(?<![\w.+-])(?=[\w.+-]*?[^\W\d_])[\w.+-]++@(?=[^\W\d_])[\w.-]*\w"),
)
_LINKS: Final = (
    re.compile(
        r"\b(?:h[tx]{2}ps?|s?ftp|file|smb|ssh|git|ldap|wss?)(?:://|\[:\]//)[^\s<>|\"]+"
        r"(?<![.,;:!?)\]'’])",
        re.IGNORECASE,
    ),
    re.compile(r"\bwww\d?\.[^\s<>|\"]+(?<![.,;:!?)\]'’])", re.IGNORECASE),
)
_BARE_LINKS: Final = (
    re.compile(
        rf"(?<![\w.@-])(?:[a-z0-9-]++\.)++{_TOP}\b(?![\w-])(?::\d+)?(?:[/?#](?:[^\s<>"
        rf"|\"]*(?<![.,;:!?)\]'’]))?)?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w.-])(?:[\w-]++(?:{_SPELT_DOT})){{1,6}}+{_TOP}\b", re.IGNORECASE),
)
_BYTE: Final = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_MACHINES: Final = (
    re.compile(
        rf"(?<![\d.])(?<!version )(?<!versione )(?:{_BYTE}\.){{3}}{_BYTE}"
        rf"(?:[:/]\d{{1,5}})?(?![\d.]*\d)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE),
    re.compile(
        r"(?<![\w:])(?=[0-9a-f:]*[0-9a-f])(?:[0-9a-f]{1,4}:){0,6}:"
        r"(?:[0-9a-f]{1,4}:?){0,7}(?![\w:])",
        re.IGNORECASE,
    ),
)
_HANDLES: Final = (
    re.compile(r"<[@#!][A-Z0-9][^>\n]{0,80}>", re.IGNORECASE),
    re.compile(r"(?<![\w@])@(?=[\d.-]*[^\W\d])\w(?:[\w.-]*\w)?"),
)


def hide(draft: Draft) -> None:
    """Hide links first, as a mail may be part of one."""
    for kind, patterns in ((LINK, _LINKS), (EMAIL, _MAILS), (LINK, _BARE_LINKS)):
        for pattern in patterns:
            draft.take(kind, pattern)
    draft.take(LINK, _MACHINES[0])
    for pattern in _MACHINES[1:]:
        draft.take(LINK, pattern, _is_machine)
    for pattern in _HANDLES:
        draft.take(NAME, pattern)


def _is_machine(found: re.Match[str]) -> bool:
    # `std::a` and `10::30` are no machines: those have several groups.
    return sum(bool(one) for one in found[0].split(":")) >= 3 or found[0] == "::1"
