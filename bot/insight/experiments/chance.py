"""Chance: what a test can see at all, and what may be read from a look at it.

The same people are looked at again each week, so that the looks depend on each other in ways that
nobody knows: confidence sequences for new observations (Howard et al. 2021, "Time-uniform,
nonparametric, nonasymptotic confidence sequences", Ann. Stat. 49) would claim too much. How many
looks there will be is known, so the error is shared out among them beforehand (Lan and DeMets
1983, "Discrete sequential boundaries for clinical trials", Biometrika 70), and added up as if each
went wrong by itself (Bonferroni): that holds however they depend on each other.

The interval is that of Agresti and Caffo (2000, "Simple and effective confidence intervals for
proportions", Am. Stat. 54): one who did and one who did not are added to each group, without which
a hold-out of thirty people that nobody happens to be active in would look like a discovery.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Literal

ALPHA, POWER = 0.05, 0.8
# Of the error so much is left for the last look, which is the one that is planned for.
LAST = 0.04
_NORMAL = NormalDist()
_STEPS, _FAR, _TINY = 30, 6, 1e-12

Word = Literal["helps", "harms", "nothing", "early", "open", "hidden"]


@dataclass(frozen=True, slots=True)
class Group:
    """So many people, of whom so many did it."""

    people: int
    did: int

    @property
    def rate(self) -> float:
        """The share of them who did it."""
        return self.did / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a look after so many weeks shows, as shares; nothing where a group is too small."""

    week: int
    got: float | None = None
    held: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def effect(self) -> float | None:
        """How much more often those who get it did it."""
        return None if self.got is None or self.held is None else self.got - self.held


def level(week: int, weeks: int) -> float:
    """How much of the error a look may use."""
    if weeks == 1:
        return ALPHA
    return LAST if week == weeks else (ALPHA - LAST) / (weeks - 1)


def look(got: Group, held: Group, week: int, weeks: int, fewest: int) -> Look:
    """Look at both groups; where one is of fewer than `fewest` there is nothing to be seen."""
    if min(got.people, held.people) < fewest:
        return Look(week)
    one, other = _softened(got.rate, got.people), _softened(held.rate, held.people)
    error = sqrt(_variance(one, got.people) + _variance(other, held.people))
    reach = _NORMAL.inv_cdf(1 - level(week, weeks) / 2) * error
    return Look(week, got.rate, held.rate, one - other - reach, one - other + reach)


def verdict(looks: Sequence[Look], detectable: float | None, weeks: int, *, ended: bool) -> Word:
    """What may be said; that it helps or harms stays said, for each look had its error.

    That it does nothing is said after all `weeks`: before, few in either group have done anything.
    """
    seen = [(one.low, one.high) for one in looks if one.low is not None and one.high is not None]
    if looks and not seen:
        return "hidden"
    if any(low > 0 for low, _ in seen):
        return "helps"
    if any(high < 0 for _, high in seen):
        return "harms"
    last = next((one.high for one in looks if one.week == weeks), None)
    if last is not None and detectable is not None and last < detectable:
        return "nothing"
    return "open" if ended else "early"


def detectable(got: int, held: int, base: float, weeks: int) -> float | None:
    """The smallest effect that four of five such tests would find at their last look.

    So many get it and are held out; `base` is the share of those who do it anyway. None where even
    the greatest effect there can be would not be found.
    """
    low, high = 0.0, 1 - base
    if not min(got, held) or _power(got, held, base, high, weeks) < POWER:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        found = _power(got, held, base, middle, weeks) >= POWER
        low, high = (low, middle) if found else (middle, high)
    return high


def _power(got: int, held: int, base: float, effect: float, weeks: int) -> float:
    """How likely an effect is found: exact for those held out, who are few."""
    rate, out = base + effect, _NORMAL.inv_cdf(1 - level(weeks, weeks) / 2)
    one = _softened(rate, got)
    spread = sqrt(rate * (1 - rate) * got) / (got + 2) or _TINY
    found = 0.0
    for did in _likely(held, base):
        other = _softened(did / held, held)
        over = one - other - out * sqrt(_variance(one, got) + _variance(other, held))
        found += _chance(did, held, base) * _NORMAL.cdf(over / spread)
    return found


def _likely(people: int, rate: float) -> range:
    """How many of some may do it; what lies outside happens once in a hundred million times."""
    middle, reach = people * rate, _FAR * sqrt(people * rate * (1 - rate)) + _FAR
    return range(max(0, int(middle - reach)), min(people, int(middle + reach)) + 1)


def _chance(did: int, people: int, rate: float) -> float:
    """The binomial distribution."""
    if not 0 < rate < 1:
        return float(did == people * rate)
    ways = lgamma(people + 1) - lgamma(did + 1) - lgamma(people - did + 1)
    return exp(ways + did * log(rate) + (people - did) * log1p(-rate))


def _softened(rate: float, people: int) -> float:
    return (rate * people + 1) / (people + 2)


def _variance(rate: float, people: int) -> float:
    return rate * (1 - rate) / (people + 2)
