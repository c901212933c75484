"""Streams of words as customers might send them, and how often they raise an alarm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from skills.feedback.spikes import FARTHEST, LONGEST_SPAN, PAST, Silence, Told, silence, spike

Draw = np.random.Generator
KNOWN = PAST + LONGEST_SPAN
# From Monday to Sunday, as many shops have it.
WEEKLY = (1.3, 1.3, 1.3, 1.3, 1.3, 0.3, 0.2)
RATES = (0.05, 0.2, 1.0, 5.0, 50.0)
IN_A_BURST = 1.5


def _chance(draw: Draw, means: np.ndarray) -> np.ndarray:
    return draw.poisson(means)


def _moody(draw: Draw, means: np.ndarray) -> np.ndarray:
    """Some days are livelier than others, for no reason that can be known."""
    return draw.poisson(means * draw.gamma(3, 1 / 3, len(means)))


def _bursts(draw: Draw, means: np.ndarray) -> np.ndarray:
    """Who speaks makes others speak, the same day."""
    bursts = draw.poisson(means / IN_A_BURST)
    # A number of bursts, each of one word or more.
    return bursts + np.where(
        bursts, draw.negative_binomial(np.maximum(bursts, 1), 1 / IN_A_BURST), 0
    )


def _lasting(draw: Draw, means: np.ndarray) -> np.ndarray:
    """Who speaks makes others speak in the days after."""
    bursts = draw.poisson(means / IN_A_BURST)
    counts = bursts.copy()
    for day, burst in enumerate(bursts.tolist()):
        if burst:
            after = draw.negative_binomial(burst, 1 / IN_A_BURST)
            for later in (draw.geometric(0.5, after) - 1).tolist():
                if day + later < len(counts):
                    counts[day + later] += 1
    return counts


KINDS: dict[str, Callable[[Draw, np.ndarray], np.ndarray]] = {
    "by chance alone": _chance,
    "livelier days": _moody,
    "bursts within a day": _bursts,
    "bursts over days": _lasting,
}


@dataclass(frozen=True, slots=True)
class Regime:
    """How words come: of which kind, with or without a weekly rhythm."""

    kind: str
    weekly: bool

    def stream(self, draw: Draw, rate: float, days: int) -> list[int]:
        """The words of so many days, of so many a day."""
        rhythm = np.array(WEEKLY if self.weekly else (1.0,) * 7)
        means = rate * rhythm[(np.arange(days) + int(draw.integers(7))) % 7]
        return [int(one) for one in KINDS[self.kind](draw, means)]


REGIMES = [Regime(kind, weekly) for kind in KINDS for weekly in (False, True)]


def told(counts: Sequence[int], since: int) -> list[int]:
    """The days from then on on which a spike is told of, looking every morning."""
    last: tuple[int, int, int] | None = None
    days = []
    for day in range(since, len(counts) + 1):
        before = Told(day - last[0], last[1], last[2]) if last else None
        if before and before.ago >= LONGEST_SPAN:
            before = None
        found = spike(counts[max(0, day - KNOWN) : day], before)
        if found:
            last = (day, found.days, found.count)
            days.append(day)
    return days


def false_alarms(draw: Draw, regime: Regime, rate: float, days: int) -> float:
    """The share of days on which chance alone raises an alarm."""
    return len(told(regime.stream(draw, rate, days + KNOWN - 1), KNOWN)) / days


def detected(draw: Draw, regime: Regime, rate: float, size: float, days: int, runs: int) -> float:
    """The share of themes of which it is told within so many days that they have grown so."""
    hits = 0
    for _ in range(runs):
        usual = regime.stream(draw, rate, KNOWN)
        grown = regime.stream(draw, rate * size, days)
        hits += bool(told(usual + grown, KNOWN + 1))
    return hits / runs


def false_silences(draw: Draw, regime: Regime, rate: float, days: int) -> float:
    """The share of days on which chance alone makes a silence be told of."""
    counts = regime.stream(draw, rate, days + FARTHEST - 1)
    began: set[int] = set()
    for day in range(FARTHEST, len(counts) + 1):
        found: Silence | None = silence(counts[day - FARTHEST : day])
        if found:
            began.add(day - found.days)
    return len(began) / days
