"""What plain text is: no link, no mention, no markup, nothing that is not seen."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, TypeAlias

Fault: TypeAlias = Literal["hidden", "link", "mention", "markup"]

# What chats make a link of: an address with a scheme, or words that are joined by dots.
_LINK: Final = re.compile(
    r"://|\bwww\.\S|\b(?:mailto|tel|javascript|vbscript|data|file):\S|\w[.。｡][^\W\d_]{2,}",
    re.IGNORECASE,
)
_MENTION: Final = re.compile(r"@|<[!#@]|#\w")
_MARKUP: Final = re.compile(
    r"[*_~`<>\[\]{}|\\^⟦⟧]|&#?\w+;|:[\w+-]*[a-z][\w+-]*:|^\s*(?:#|[-+]\s)", re.IGNORECASE
)
# Control, format (zero width, direction, tags), private, unassigned, half a sign, breaks.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def hidden(said: str) -> bool:
    """Whether something is in it that nobody sees."""
    return any(unicodedata.category(sign) in _HIDDEN for sign in said)


def beckons(said: str) -> Fault | None:
    """What is wrong with words of somebody: they may not lead anywhere, nor call anybody."""
    if hidden(said):
        return "hidden"
    flat = unicodedata.normalize("NFKC", said)
    if _LINK.search(flat):
        return "link"
    return "mention" if _MENTION.search(flat) else None


def fault(said: str) -> Fault | None:
    """What is wrong with words that a model wrote."""
    found = beckons(said)
    if found:
        return found
    return "markup" if _MARKUP.search(unicodedata.normalize("NFKC", said)) else None
