"""Surprise: how far something lies from what its own past let expect, in deviations.

A week's count is held against those of the weeks before, by the days that were worked: a mean that
is strewn no less than by chance alone and as much more as the past was, with what is not known of
the mean itself, after a power of 2/3 that straightens the skew of small counts (Farrington,
Andrews, Beale and Catchpole 1996, "A statistical algorithm for the early detection of outbreaks of
infectious disease", J. R. Stat. Soc. A 159). Where it is strewn more than by chance, how much is
known from few weeks only, so that the deviation is Student's; it is told as a normal one (Wallace
1959, "Bounds on normal approximations to Student's and the chi-square distributions", Ann. Math.
Stat. 30).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, log1p, sqrt
from statistics import NormalDist, fmean, variance
from typing import Final

# Out of 370 weeks in which nothing has changed, one is further off by chance.
MOVED: Final = 3.0
# With fewer weeks nobody knows what is usual.
LEAST_PAST: Final = 6
# However sure it is, this much less is no news: so many, a fifth of what was usual, or in shares.
FEWEST, LEAST_PART, LEAST_SHARE = 5, 0.2, 0.1
DEVIATIONS: Final = 1.96
# As if as much had been seen once before: nothing at all in the past does not mean never.
UNSEEN: Final = 0.5
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Surprise:
    """So many deviations above what was `usual`, or below it; `large` enough to matter."""

    deviations: float
    usual: float
    large: bool = True

    def moved(self, among: int = 1) -> bool:
        """Whether it is news, where so many others were looked at with it."""
        return self.large and abs(self.deviations) >= threshold(among)


def threshold(among: int) -> float:
    """How many deviations are news among so many (Bonferroni)."""
    chance = 1 - _NORMAL.cdf(MOVED)
    return _NORMAL.inv_cdf(1 - chance / max(among, 1))


def of_count(count: int, days: int, past: Sequence[tuple[int, int]]) -> Surprise | None:
    """How surprising a count is after so many days worked, by the counts and days of the past.

    None where too little is known of the past.
    """
    known = [(one, worked) for one, worked in _since_it_began(past) if worked]
    if len(known) < LEAST_PAST or not days:
        return None
    all_days = sum(worked for _, worked in known)
    a_day = (sum(one for one, _ in known) + UNSEEN) / all_days
    usual = a_day * days
    strewn = sum((one - a_day * worked) ** 2 / (a_day * worked) for one, worked in known)
    free = len(known) - 1
    burst = strewn / free
    off = sqrt(max(1.0, burst) * usual * (1 + days / all_days))
    # What is straightened is that much narrower.
    apart = 1.5 * (count ** (2 / 3) - usual ** (2 / 3)) * usual ** (1 / 3) / off
    large = abs(count - usual) >= max(FEWEST, LEAST_PART * usual)
    return Surprise(_normal(apart, free) if burst > 1 else apart, usual, large)


def of_share(part: int, of: int, past: Sequence[tuple[int, int]]) -> Surprise | None:
    """How surprising it is that so many of so many did something; the past as often."""
    known = [(some, all_) for some, all_ in past if all_]
    if len(known) < LEAST_PAST or not of:
        return None
    some, all_ = (sum(each) for each in zip(*known, strict=True))
    usual = (some + UNSEEN) / (all_ + 2 * UNSEEN)
    by_chance = usual * (1 - usual)
    strewn = sum((one - usual * many) ** 2 / (by_chance * many) for one, many in known)
    free = len(known) - 1
    burst = strewn / free
    off = sqrt(max(1.0, burst) * by_chance * (1 / of + 1 / all_))
    apart = (part / of - usual) / off
    large = abs(part / of - usual) >= LEAST_SHARE and abs(part - usual * of) >= FEWEST
    return Surprise(_normal(apart, free) if burst > 1 else apart, usual, large)


def of_level(level: float, around: float, past: Sequence[tuple[float, float]]) -> Surprise | None:
    """How surprising a measured level is; each comes with half the width of its 95% interval."""
    if not past:
        return None
    usual = fmean(one for one, _ in past)
    measured = sum((wide / DEVIATIONS) ** 2 for _, wide in past) / len(past) ** 2
    measured += (around / DEVIATIONS) ** 2
    if len(past) < LEAST_PAST:
        return Surprise((level - usual) / sqrt(measured), usual) if measured else None
    # What moves by itself from one time to the next is no news.
    free = len(past) - 1
    own = variance(one for one, _ in past) * (1 + 1 / len(past))
    off = sqrt(max(own, measured))
    return Surprise(_normal((level - usual) / off, free), usual) if off else None


def _since_it_began(past: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Without the weeks before there was any, and the one in which it began."""
    first = next((place for place, (one, _) in enumerate(past) if one), len(past))
    return past[first + 1 :] if first else past


def _normal(apart: float, free: int) -> float:
    """As many normal deviations as so many of Student's are, by so many degrees of freedom."""
    straight = sqrt(free * log1p(apart * apart / free)) * (8 * free + 1) / (8 * free + 3)
    return copysign(straight, apart)
