"""Newsworthy: whether more or fewer met for their coffee than in the rounds before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Chart, Move, Series, Step, Weeks, of_share, t
from skills.coffee.model import CoffeeRound
from skills.coffee.settings import skill
from skills.coffee.weeks import WEEK

TENTHS: Final = 10
PAST: Final = 12


@skill.moves
def met(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Which share met in the round that was counted in the week; what is counted stays so."""
    told = _counted(db, weeks)
    # Its answers are in a week after it was over.
    if not told or told[-1][0] < weeks.week.first - WEEK:
        return []
    found = of_share(*told[-1][1], [share for _, share in told[:-1]])
    if not found or not found.moved():
        return []
    part, of = told[-1][1]
    what = t("moved_met", tenths=_tenths(part / of), usual=_tenths(found.usual))
    points = [(day, float(_tenths(some / all_))) for day, (some, all_) in told]
    lines = {"least": min(p for _, p in points[:-1]), "most": max(p for _, p in points[:-1])}
    alt = t("moved_met_alt", tenths=_tenths(part / of), **{k: int(v) for k, v in lines.items()})
    chart = Chart(t("moved_met_chart"), [Series(t("moved_met_chart"), points)], alt, "bar", 0, 10)
    return [Move(what, found.deviations, t("moved_met_why"), chart=chart, kind="met")]


def _counted(db: Session, weeks: Weeks) -> list[tuple[date, tuple[int, int]]]:
    """The rounds that were counted, as far as enough answered, the latest last."""
    known = CoffeeRound.met.is_not(None), CoffeeRound.answered >= weeks.fewest
    before = CoffeeRound.last_week < weeks.week.end - WEEK
    query = select(CoffeeRound.week, CoffeeRound.met, CoffeeRound.answered)
    latest = query.where(*known, before).order_by(CoffeeRound.week.desc()).limit(PAST + 1)
    return [(day, (some or 0, all_ or 0)) for day, some, all_ in reversed(db.execute(latest).all())]


def _tenths(share: float) -> int:
    """The ends are not told apart: that all have met, or nobody, would tell of each."""
    return min(max(round(TENTHS * share), 1), TENTHS - 1)


@skill.begins
def begins(db: Session) -> Step:
    """The first round."""
    return Step(t("step_first"), db.scalar(select(CoffeeRound.id).limit(1)) is not None)
