"""Newsworthy: what people answered other than in rounds before, by more than chance explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import (
    Button,
    Move,
    Outcome,
    Point,
    Shown,
    Step,
    Surprise,
    Text,
    Weeks,
    of_level,
    results,
    t,
)
from skills.pulse import constructs, showing, trends
from skills.pulse.bank import Asked, everything
from skills.pulse.model import PulseRound
from skills.pulse.settings import skill
from skills.pulse.units import name_of

# Of the whole scale a twentieth is worth a word; two units are enough to say where.
PART: Final = 20
MOST_UNITS: Final = 2


@skill.moves
def moved(db: Session, weeks: Weeks) -> Sequence[Move]:
    """What was asked in the rounds that closed in the week, each against its own past."""
    known, found = everything(db), trends.courses(db, weeks.week.end_at)
    asked = [
        (known[id_], points)
        for id_, points in found.items()
        if id_ in known and points[-1].closed >= weeks.week.start_at
    ]
    moves = []
    for one, points in asked:
        judged = _judged(one, points)
        if judged and judged.moved(len(asked)):
            moves.append(_move(db, one, points, judged))
    return moves


def _judged(one: Asked, points: Sequence[Point]) -> Surprise | None:
    """How surprising the last answers are, the higher the better."""
    low, high = one.ends
    line = trends.line(one, points)
    told = [
        (score, around)
        for (_, score), around in zip(line.points, line.around, strict=True)
        if score is not None and around
    ]
    if points[-1].shown is None or points[-1].shown.mean is None or not told:
        return None
    found = of_level(*told[-1], told[:-1])
    large = found is not None and abs(told[-1][0] - found.usual) >= (high - low) / PART
    return found if large else None


def _move(db: Session, one: Asked, points: Sequence[Point], judged: Surprise) -> Move:
    score = trends.line(one, points).points[-1][1]
    what = t(
        "moved_score",
        name=constructs.name_of(one),
        score=score or 0,
        of=one.ends[1],
        usual=round(judged.usual, 1),
    )
    up = (judged.deviations > 0) != one.reverse
    why, chart = _where(db, points[-1], up=up), trends.alone(one, points)
    look = Button(t("waits_results"), showing.results_now)
    return Move(what, judged.deviations, why, chart=chart, open=look, kind=one.construct)


def _where(db: Session, last: Point, *, up: bool) -> Text:
    """The units that moved the same way, as far as they are shown."""
    told = results(db.connection(), last.round_id).outcomes
    shown = [each for one in told if one.item.name == last.item.name for each in _moved(one, up=up)]
    shown.sort(key=lambda one: -abs(one.change or 0))
    units = [name_of(one.path) for one in shown[:MOST_UNITS]]
    return t("moved_in", units=units) if units else t("moved_everywhere")


def _moved(one: Outcome, *, up: bool) -> list[Shown]:
    return [each for each in one.shown if each.path and each.moved == (1 if up else -1)]


@skill.begins
def begins(db: Session) -> Step:
    """The first round."""
    return Step(t("step_first"), db.scalar(select(PulseRound.id).limit(1)) is not None)
