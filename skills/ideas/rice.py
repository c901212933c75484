"""RICE: reach times impact times confidence, by effort; and how uncertain it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean, stdev
from typing import Final

# Student's t for nine times in ten, by degrees of freedom; beyond them it is that of many.
T_90: Final = (6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833)
T_MANY: Final = 1.645
WORST, BEST = 1, 5
# What no reviewers can give is not between anything.
LEAST: Final = WORST * WORST * WORST / BEST / BEST
MOST: Final = BEST * BEST * BEST / BEST / WORST


@dataclass(frozen=True, slots=True)
class Rice:
    """A score, and between what it lies nine times in ten; of one reviewer nobody can tell."""

    value: float
    low: float | None
    high: float | None
    count: int


def rice_of(rows: Sequence[tuple[int, int, int, int]]) -> Rice:
    """The score of reach, impact, confidence and effort (each 1 to 5) as several gave them.

    It is the geometric mean of what each reviewer's make, with a t interval of its logarithm:
    ratios are told apart by how many times, not by how much. Few are so uncertain that it would
    reach beyond what can be given: there it ends.
    """
    logs = [
        log(reach * impact * confidence / BEST / effort)
        for reach, impact, confidence, effort in rows
    ]
    middle = fmean(logs)
    if len(logs) < 2:
        return Rice(round(exp(middle), 1), None, None, len(logs))
    freedom = len(logs) - 1
    wide = (T_90[freedom - 1] if freedom <= len(T_90) else T_MANY) * stdev(logs) / sqrt(len(logs))
    low, high = max(exp(middle - wide), LEAST), min(exp(middle + wide), MOST)
    return Rice(round(exp(middle), 1), round(low, 1), round(high, 1), len(logs))
