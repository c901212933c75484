"""Promising: what a language model may not say in the company's name."""

from __future__ import annotations

import re
from typing import Final

# In English and Italian; whoever reads a draft in another language has to look for it themselves.
_PROMISES: Final = re.compile(
    r"""\b(?:
    (?:we|i|you)(?:['’]?ll|\ will|'re\ going\ to|\ are\ going\ to|\ shall)\ (?:\w+\ ){0,3}?
        (?:refund(?:ed)?|reimbursed?|compensated?|credit(?:ed)?|replaced?|repay|pay(?!\ attention)
        |deliver|waive|repair)
    |(?:send|get|receive|give|offer)\ (?:you\ )?(?:(?:a|an|another|the|your|one)\ )?
        (?:new|free|replacement|refund|credit|compensation|money)
    |guarante\w+|promis(?:e|es|ed|ing)|money\ back|full\ refund|free\ of\ charge|for\ free
    |discount\w*|voucher\w*
    |(?:rimborser|risarcir|sostituir|accrediter|regaler|spedir|consegner|pagher|riparer)
        (?:emo|ò|à|ai|ete|anno)
    |(?:sar|verr)(?:à|ai|anno)\ (?:rimborsat|risarcit|sostituit|riparat)[oaie]
    |garant\w+|promett\w+|promess\w+|rimborso\ (?:completo|totale|integrale)
    |gratis|gratuit\w+|scont[oi]|buon[oi]\ (?:sconto|regalo|acquisto)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def promises(words: str) -> bool:
    """Whether something is promised: money, goods, or that something is certain."""
    return bool(_PROMISES.search(words))
