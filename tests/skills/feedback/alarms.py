"""Measures how well alerts do, and writes it into docs/feedback-alerts.md.

Run it as `python -m tests.skills.feedback.alarms`; it takes one or two minutes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.skills.feedback.streams import (
    RATES,
    REGIMES,
    Draw,
    Regime,
    detected,
    false_alarms,
    false_silences,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "feedback-alerts.md"
USUAL = (0.1, 0.5, 1.0, 5.0, 20.0)
SIZES, WITHIN = (2, 3, 5), (1, 3, 7)
RUNS, DAYS, SILENT_RATES = 200, 8000, (0.2, 1.0, 5.0)
EVEN = REGIMES[0]


def draw(*of: object) -> Draw:
    """Chance that is the same each time for the same cell of a table."""
    return np.random.default_rng([*str(of).encode()])


def share(usual: float, size: int, days: int) -> str:
    """Of how many of a hundred themes it is told in time."""
    found = detected(draw(usual, size, days), EVEN, usual, size, days, RUNS)
    return f"{100 * found:.0f}%"


def detection() -> str:
    """By how much was usual and how much it has become, of how many it is told how soon."""
    head = ["a day"] + [f"x{size} in {_days(days)}" for size in SIZES for days in WITHIN]
    rows = [
        [f"{usual:g}"] + [share(usual, size, days) for size in SIZES for days in WITHIN]
        for usual in USUAL
    ]
    return table(head, rows)


def _days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"


def alarms() -> str:
    """By how words come and how often, on how many days chance alone is told of."""
    return table(["words come", *_titles(RATES)], [_alarms(one) for one in REGIMES])


def _alarms(regime: Regime) -> list[str]:
    found = (false_alarms(draw(regime, rate), regime, rate, DAYS) for rate in RATES)
    return [named(regime), *(f"{100 * one:.2f}%" for one in found)]


def silences() -> str:
    """By how words come and how often, on how many days a chance silence is told of."""
    return table(["words come", *_titles(SILENT_RATES)], [_silences(one) for one in REGIMES])


def _silences(regime: Regime) -> list[str]:
    found = (false_silences(draw(regime, one), regime, one, DAYS) for one in SILENT_RATES)
    return [named(regime), *(f"{100 * one:.2f}%" for one in found)]


def _titles(rates: Sequence[float]) -> list[str]:
    return [f"{rate:g} a day" for rate in rates]


def named(regime: Regime) -> str:
    """What a stream of words is called."""
    return f"{regime.kind}, quiet at weekends" if regime.weekly else regime.kind


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown."""
    return "\n".join(f"| {' | '.join(one)} |" for one in (head, ["---"] * len(head), *rows))


def cells(page: str, name: str) -> list[list[str]]:
    """The rows of a table of the page, without its head."""
    lines = _part(name).findall(page)[0][1].strip().splitlines()[2:]
    return [[one.strip() for one in line.strip("|").split("|")] for line in lines]


def _part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def main() -> None:
    """Write all tables anew."""
    page = PAGE.read_text("utf-8")
    for measure in (detection, alarms, silences):
        written = f"\\g<1>{measure()}\n\\g<3>"
        page = _part(measure.__name__).sub(written, page)
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
