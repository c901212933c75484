"""The sheet: a round as a table, a line for each question in each unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import Sheet, Shown, Text, t
from skills.pulse import constructs
from skills.pulse.outcomes import Outcomes
from skills.pulse.units import Path, Told, paths

NOTHING = ""


def sheet_of(found: Outcomes) -> Sheet:
    """What a round told; of what is hidden, that it is."""
    titles = [
        t("column_question"),
        t("column_about"),
        t("column_unit"),
        t("column_from"),
        t("column_to"),
        t("column_score"),
        t("column_around"),
        t("column_change"),
        t("column_state"),
    ]
    rows = [row for one in found.told for row in _rows(one)]
    return Sheet(f"pulse-{found.round.week.isoformat()}", titles, rows)


def _rows(one: Told) -> list[Sequence[Any]]:
    shown = {each.path: each for each in one.outcome.shown}
    named = [path for path in paths([one]) if path in shown or path in one.outcome.hidden]
    return [_row(one, path, shown.get(path)) for path in named]


def _row(one: Told, path: Path, shown: Shown | None) -> Sequence[Any]:
    about = constructs.name_of(one.question)
    unit: Text | str = " > ".join(path) if path else t("everybody")
    if shown is None:
        return [one.question.id, about, unit, *[NOTHING] * 5, t("too_few")]
    high = NOTHING if shown.answered.high is None else shown.answered.high
    score = NOTHING if shown.mean is None else one.score(shown.mean)
    around = NOTHING if shown.around is None else shown.around
    change = NOTHING if shown.change is None else one.change(shown.change)
    state = t("column_range") if shown.range else t("column_shown")
    return [one.question.id, about, unit, shown.answered.low, high, score, around, change, state]
