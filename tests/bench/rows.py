"""What was measured, beside what it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

NARROW = 56


@dataclass(frozen=True)
class Row:
    """One figure of ours and its bar, in `unit`.

    With a `floor` the bar holds for `ratio`: how many times the floor ours is.
    """

    what: str
    ours: float
    unit: str
    bar: float
    floor: float | None = None
    ratio: float | None = None
    goal: float | None = None

    @property
    def judged(self) -> float:
        """The number that the bar holds for."""
        return self.ours if self.ratio is None else self.ratio

    @property
    def verdict(self) -> str:
        """Whether it is inside."""
        if self.judged > self.bar:
            return "OVER"
        return "ok" if self.goal is None or self.judged <= self.goal else "ok, short of the goal"

    def as_json(self) -> dict[str, object]:
        """The row for a program to read."""
        return {**asdict(self), "verdict": self.verdict}


def table(rows: Sequence[Row]) -> str:
    """All rows as text."""
    head = f"{'':{NARROW}} {'floor':>10} {'ours':>10} {'ratio':>7}  bar"
    return "\n".join([head, *map(_line, rows)])


def _line(row: Row) -> str:
    floor = "" if row.floor is None else _number(row.floor)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    unit = row.unit if row.ratio is None else "x"
    goal = "" if row.goal is None else f" (goal {row.goal:g})"
    bar = f"<= {row.bar:g} {unit}{goal}"
    what = f"{row.what}, {row.unit}"
    return f"{what:{NARROW}} {floor:>10} {_number(row.ours):>10} {ratio:>7}  {bar}: {row.verdict}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
