"""Judging: how well labels are told, against what people say they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Judgement:
    """How often each label was told for each: `table[truth, told]`."""

    labels: Sequence[str]
    table: Counter[tuple[str, str]]

    @property
    def count(self) -> int:
        """How many were judged."""
        return self.table.total()

    @property
    def macro_f1(self) -> float:
        """The mean over labels of the F1 score, from 0 to 1: rare labels weigh as much."""
        there = [one for one in self.labels if any(one in pair for pair in self.table)]
        return sum(self.f1(one) for one in there) / len(there) if there else 0.0

    def f1(self, label: str) -> float:
        """The harmonic mean of how many of a label were found, and how many were right."""
        told = sum(often for (_, one), often in self.table.items() if one == label)
        true = sum(often for (one, _), often in self.table.items() if one == label)
        both = told + true
        return 2 * self.table[label, label] / both if both else 0.0


def judge(labels: Sequence[str], truth: Sequence[str], told: Sequence[str]) -> Judgement:
    """Hold what was told against the truth."""
    return Judgement(labels, Counter(zip(truth, told, strict=True)))
