"""Units: what is told of each, in the order in which a reader looks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot import Outcome, Series, Shown, Text, t
from skills.pulse.bank import AGREE, Asked

Path = tuple[str, ...]
# Company and division: what is longer leads to a team.
DIVISION = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What a round told of one question."""

    question: Asked
    outcome: Outcome

    @property
    def whole(self) -> Shown | None:
        """What is told of everybody; None where that is too few."""
        return next((one for one in self.outcome.shown if not one.path), None)

    def score(self, mean: float) -> float:
        """A mean as it is shown: the higher, the better."""
        low, high = self.question.ends
        return round(low + high - mean, 1) if self.question.reverse else mean

    def change(self, change: float) -> float:
        """A change of a mean as one of its score: up is better."""
        return 0 - change if self.question.reverse else change

    @property
    def scores(self) -> Mapping[Path, float]:
        """What is shown of each unit, where there is one number."""
        found = ((one.path, one.mean) for one in self.outcome.shown)
        return {path: self.score(mean) for path, mean in found if mean is not None}


def comparable(told: Iterable[Told]) -> list[Told]:
    """Those of a round that are answered on the same scale, so that they stand in one table."""
    return [one for one in told if one.question.scale == AGREE and not one.outcome.item.whole]


def paths(told: Sequence[Told], depth: int | None = None) -> list[Path]:
    """Every unit that is told of or hidden, each behind the one it belongs to."""
    found = {path for one in told for path in one.outcome.hidden}
    found |= {one.path for each in told for one in each.outcome.shown}
    return sorted(path for path in {*found, ()} if depth is None or len(path) <= depth)


def name_of(path: Path) -> Text | str:
    """What a unit is called; those of the finest level are set in."""
    if not path:
        return t("everybody")
    return t("a_part", name=path[-1]) if len(path) > DIVISION else path[-1]


def rows(told: Sequence[Told], named: Mapping[str, Text], units: Sequence[Path]) -> list[Series]:
    """A row of scores for each unit; a question that is hidden there has none."""
    asked = [(named[one.question.id], one.scores) for one in told]
    return [
        Series(name_of(path), [(name, scores.get(path)) for name, scores in asked])
        for path in units
    ]
