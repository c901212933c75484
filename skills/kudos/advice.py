"""Advice: one line on what to do about how thanks are spread; about kinds of work, never people."""

from __future__ import annotations

from bot import Text, t
from skills.kudos.measures import Told

# More than so many in a hundred were thanked by nobody for so long.
MANY, LONG = 50, "90"
# Fewer than so many in a hundred thanks cross teams; more than so many go to and fro.
FEW_ACROSS, MANY_RETURNED = 20, 60


def advice(told: Told) -> Text:
    """What stands out first, where that is more than chance explains."""
    if told.spread is None:
        return t("advice_begin")
    unthanked = told.unthanked.get(LONG)
    if unthanked and unthanked.low > MANY:
        return t("advice_reach")
    if told.across and told.across.high < FEW_ACROSS:
        return t("advice_across")
    if told.spread.low > told.spread.chance:
        return t("advice_uneven")
    if told.returned and told.returned.low > MANY_RETURNED:
        return t("advice_returned")
    return t("advice_none")
