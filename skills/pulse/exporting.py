"""Exporting: what was published of each round, and of no unit that was hidden more than that."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Cell, Closed, Column, Period, Shown, closed_rounds, results
from skills.pulse import outcomes
from skills.pulse.model import PulseRound
from skills.pulse.settings import KIND, skill
from skills.pulse.units import Path, Told, paths

FIGURES = ("answered from", "answered to", "score", "from", "to", "around", "change", "shares")
COLUMNS = (
    Column("round", "number", "published"),
    Column("week", "day", "published"),
    Column("asked", "count", "published"),
    Column("question", "code", "published"),
    Column("unit", gate="published"),
    Column("shown", "yes_no", "published"),
    Column("answered from", "count", "published"),
    Column("answered to", "count", "published"),
    Column("score", "points", "published"),
    Column("from", "points", "published"),
    Column("to", "points", "published"),
    Column("around", "points", "published"),
    Column("change", "points", "published"),
    Column("shares", "percent", "published"),
)
SAID = (
    Column("round", "number", "published"),
    Column("week", "day", "published"),
    Column("comment", gate="published"),
)


def _rounds(db: Session, period: Period) -> Iterator[tuple[Closed, PulseRound]]:
    """The rounds that closed in a period, but those that can't be counted."""
    start, end = period.start_at, period.end_at
    for one in closed_rounds(db.connection(), skill.name, KIND, start, end):
        row = db.scalars(select(PulseRound).where(PulseRound.id == one.id)).one_or_none()
        if row is not None and not results(db.connection(), one.id).lost:
            yield one, row


@skill.export("pulse", COLUMNS)
def export(db: Session, *, period: Period) -> list[dict[str, Cell]]:
    """A row for each question in each unit of the rounds that closed in a period."""
    return [
        {"round": one.id, "week": row.week, "asked": row.audience, **cells}
        for one, row in _rounds(db, period)
        for told in outcomes.of(db, row).told
        for cells in _rows(told)
    ]


@skill.export("pulse_comments", SAID)
def comments(db: Session, *, period: Period) -> list[dict[str, Cell]]:
    """What was written in these rounds, in the order of chance in which it was published."""
    return [
        {"round": one.id, "week": row.week, "comment": words}
        for one, row in _rounds(db, period)
        for words in results(db.connection(), one.id).comments
    ]


def _rows(one: Told) -> Iterator[dict[str, Cell]]:
    shown = {each.path: each for each in one.outcome.shown}
    for path in paths([one]):
        if path in shown or path in one.outcome.hidden:
            yield _row(one, path, shown.get(path))


def _row(one: Told, path: Path, shown: Shown | None) -> dict[str, Cell]:
    unit = " > ".join(path)
    head: dict[str, Cell] = {"question": one.question.id, "unit": unit, "shown": shown is not None}
    return head | (_figures(one, shown) if shown else dict.fromkeys(FIGURES))


def _figures(one: Told, shown: Shown) -> dict[str, Cell]:
    ends = sorted(map(one.score, shown.range)) if shown.range else (None, None)
    return {
        "answered from": shown.answered.low,
        "answered to": shown.answered.high,
        "score": None if shown.mean is None else one.score(shown.mean),
        "from": ends[0],
        "to": ends[1],
        "around": shown.around,
        "change": None if shown.change is None else one.change(shown.change),
        "shares": " ".join(map(str, shown.shares or ())),
    }
