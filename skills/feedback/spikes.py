"""Spikes and silences: when more or less is said than chance would bring.

Days are counted back from the look: a series of counts ends with the last day, and is the longer
the more is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

WEEK = 7
# How far back it is looked for a spike, with how improbable it has to be. What is looked at from
# one day to the next is nearly the same in a longer span: it cries wolf less often by itself.
CHANCE = {1: 0.0025, 3: 0.003, 7: 0.006, 14: 0.02}
PAST, LEAST_PAST = 42, 14
LONGEST_SPAN = max(CHANCE)
# Two words are no spike, however quiet it was.
FEWEST = 3
# Of so few words about the very figure itself less than its whole chance counts: figures that can
# only be 0, 1, 2 or 3 would otherwise hardly ever be improbable enough.
OWN_SHARE = 0.1
# Nothing is said of the same thing for so long, unless there is twice as much of it.
COOLDOWN, AGAIN = 7, 2

# As many words and days as if the past were without a weekly rhythm, and without bursts.
EVEN_WORDS, EVEN_DAYS = 4.0, 3.0
# Bursts of the past tell too little of worse ones.
WORSE = 1.75
UNSEEN = 0.5

EIGHT_WEEKS, WEEKS_WITH, SHORTEST_SILENCE, RARELY = 56, 6, 2, 0.002
FARTHEST = EIGHT_WEEKS + PAST


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: words a day, its weekly rhythm, how bursty, and by how many words."""

    rate: float
    rhythm: tuple[float, ...]
    seen: tuple[int, ...]
    bursts: tuple[float, float]

    def expected(self, days: int) -> float:
        """How many words the days after it would bring."""
        return self.rate * sum(self.rhythm[(-1 - day) % WEEK] for day in range(days))

    def variance(self, days: int) -> float:
        """How far that may be off: by chance, by bursts, and by what is not known of the past."""
        mean = self.expected(days)
        known = sum(self.seen) + UNSEEN
        if days < WEEK:
            its = (self.seen[(-1 - day) % WEEK] + EVEN_WORDS for day in range(days))
            known = min(known, sum(its))
        burst = self.bursts[0] if days == 1 else max(self.bursts)
        return mean * burst + mean * mean * burst / known


@dataclass(frozen=True, slots=True)
class Spike:
    """So many words in so many days, where so many a day were usual; `odds` says how unlikely."""

    days: int
    count: int
    usual: float
    odds: float


@dataclass(frozen=True, slots=True)
class Told:
    """A spike that was told of, so many days ago."""

    ago: int
    days: int
    count: int


@dataclass(frozen=True, slots=True)
class Silence:
    """No word for so many days, where so many a day were usual."""

    days: int
    usual: float


def usual(past: Sequence[int]) -> Usual:
    """What is usual by the days of the past; the rhythm is by how many days before its end."""
    back, mean = past[::-1], sum(past) / len(past)
    seen = [sum(back[day::WEEK]) for day in range(WEEK)]
    rough = [
        (count + EVEN_WORDS) / (mean * len(back[day::WEEK]) + EVEN_WORDS)
        for day, count in enumerate(seen)
    ]
    rhythm = [one * WEEK / sum(rough) for one in rough]
    bursts = _bursts(back, mean, rhythm) if mean else (1.0, 1.0)
    rate = (sum(past) + UNSEEN) / len(past)
    return Usual(rate, tuple(rhythm), tuple(seen), bursts)


def _bursts(back: Sequence[int], mean: float, rhythm: Sequence[float]) -> tuple[float, float]:
    """How much wider days and weeks are strewn than by mere chance, which would be 1."""
    means = [mean * rhythm[day % WEEK] for day in range(len(back))]
    # As far as a rhythm was taken from the days, they are bound to follow it.
    a_weekday = mean * len(back) / WEEK
    free = len(back) - 1 - (WEEK - 1) * a_weekday / (a_weekday + EVEN_WORDS)
    days = (EVEN_DAYS + _strewn(back, means)) / (EVEN_DAYS + free)
    weeks = [sum(back[day : day + WEEK]) for day in range(0, len(back) - WEEK + 1, WEEK)]
    by_week = _strewn(weeks, [mean * WEEK] * len(weeks))
    long = (EVEN_DAYS * days + by_week) / (EVEN_DAYS + len(weeks) - 1)
    return 1 + WORSE * max(0.0, days - 1), 1 + WORSE * max(0.0, long - 1)


def _strewn(counts: Sequence[int], means: Sequence[float]) -> float:
    return sum((count - mean) ** 2 / mean for count, mean in zip(counts, means, strict=True))


def spike(counts: Sequence[int], told: Told | None = None) -> Spike | None:
    """The least likely spike that ends with the last day; None if there is nothing to tell."""
    if told is not None and told.ago <= COOLDOWN:
        count = sum(counts[-told.days :])
        return _again(counts, told, count) if count >= AGAIN * told.count else None
    found = list(_spikes(counts, told.ago if told else LONGEST_SPAN))
    return min(found, key=lambda one: one.odds, default=None)


def _again(counts: Sequence[int], told: Told, count: int) -> Spike | None:
    found = min(_spikes(counts, LONGEST_SPAN), key=lambda one: one.odds, default=None)
    return found and Spike(told.days, count, found.usual, found.odds)


def _spikes(counts: Sequence[int], span: int) -> Iterator[Spike]:
    """The spikes in what was said since the last was told of."""
    for days, chance in CHANCE.items():
        count, past = sum(counts[-days:]), counts[:-days][-PAST:]
        if days > span or count < FEWEST or len(past) < LEAST_PAST:
            continue
        known = usual(past)
        odds = tail(count, known.expected(days), known.variance(days)) / chance
        if odds <= 1:
            yield Spike(days, count, sum(past) / len(past), odds)


def tail(count: int, mean: float, variance: float) -> float:
    """How probable so many or more are (negative binomial); 1 where that is plainly likely."""
    if count < mean + sqrt(variance):
        return 1.0
    size = mean * mean / (variance - mean)
    ratio = mean / (mean + size)
    ways = lgamma(count + size) - lgamma(size) - lgamma(count + 1)
    term = exp(ways + size * log(1 - ratio) + count * log(ratio))
    total = OWN_SHARE * term
    while term > 1e-9 * total:
        term *= (count + size) / (count + 1) * ratio
        count += 1
        total += term
    return total


def silence(counts: Sequence[int]) -> Silence | None:
    """A silence that chance hardly brings, of what came at least once a week over eight weeks."""
    days = next((ago for ago, count in enumerate(reversed(counts)) if count), len(counts))
    past = counts[: len(counts) - days][-EIGHT_WEEKS:]
    weeks = [any(past[day : day + WEEK]) for day in range(0, len(past), WEEK)]
    if days < SHORTEST_SILENCE or sum(past) < EIGHT_WEEKS / WEEK or sum(weeks) < WEEKS_WITH:
        return None
    known = usual(past)
    mean, variance = known.expected(days), known.variance(days)
    size = mean * mean / (variance - mean)
    chance = (size / (size + mean)) ** size
    # As often as a silence can begin, one as long as this is begun.
    return Silence(days, known.rate) if chance * min(known.rate, 1.0) < RARELY else None
