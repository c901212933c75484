"""How asking stands, in figures for the community manager."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from bot.cards import Fact
from bot.insight.oracle.ledger import Day
from bot.runtime.sections import Llm
from bot.texts import Text, core

_PER: Final = 1_000_000
# What costs less is not said to cost nothing.
_LEAST: Final = 0.01
_WHY: Final = {
    "cap": "cap",
    "key": "key",
    "rejected": "server",
    "moved": "server",
    "busy": "away",
    "slow": "away",
    "closed": "away",
}


def health(day: Day, limits: Llm, *, is_open: bool) -> list[Fact]:
    """What was asked today, what it costs where there are prices, what failed and why mostly."""
    cap = limits.tokens_a_day
    found = [Fact(core("health.asked"), core("health.asked_tokens", tokens=day.tokens, cap=cap))]
    if cost := cost_of(day, limits):
        found.append(Fact(core("health.asked_cost"), price(cost, limits.currency)))
    if day.from_cache:
        found.append(Fact(core("health.asked_cached"), day.from_cache))
    if day.failed:
        found.append(Fact(core("health.asked_lost"), _why(day.failed)))
    if not is_open:
        found.append(Fact(core("health.asked_instead"), core("health.asked_plain")))
    return found


def cost_of(day: Day, limits: Llm) -> float:
    """What asking cost; nothing where there are no prices."""
    return (day.tokens_in * limits.price_in + day.tokens_out * limits.price_out) / _PER


def price(cost: float, currency: str) -> Text:
    """A price in words."""
    if cost < _LEAST:
        return core("health.asked_little", cost=_LEAST, currency=currency)
    return core("health.asked_price", cost=round(cost, 2), currency=currency)


def _why(failed: Mapping[str, int]) -> Text:
    """How many, and of the reasons the most frequent."""
    reasons = Counter[str]()
    for reason, texts in failed.items():
        reasons[_WHY.get(reason, "unusable")] += texts
    [(most, _)] = reasons.most_common(1)
    return core(f"health.asked_why.{most}", number=reasons.total())
