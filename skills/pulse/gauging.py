"""Gauging: how people said they belong, of what rounds told of everybody, for the index."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot import Chat, Level, Period, Point, course
from skills.pulse.bank import Asked, everything
from skills.pulse.settings import KIND, skill

# What people say of how they belong; the rest of the bank is about work, safety and recognition.
BELONGING: Final = frozenset(
    {"acceptance", "inclusion", "being_known", "be_myself", "connection", "mattering", "voice"}
)
# In which all of it was asked, as questions take turns.
QUARTER: Final = timedelta(weeks=13)
FEWEST: Final = 2


@skill.gauge("felt")
def felt(chat: Chat, week: Period) -> Level | None:
    """What everybody together answered last, on each side of belonging."""
    since, until = week.end_at - QUARTER, week.end_at
    points = course(chat.db.connection(), skill.name, KIND, since, until)
    last = {one.item.name: one for one in points if one.shown and one.shown.mean is not None}
    known = everything(chat.db)
    asked = [known[id_] for id_ in last if id_ in known and known[id_].construct in BELONGING]
    levels = [_level(one, last[one.id]) for one in asked]
    if len(levels) < FEWEST:
        return None
    # The same people answer all of it: their doubts do not cancel out.
    value, around = (sum(each) / len(levels) for each in zip(*levels, strict=True))
    return Level(round(value, 1), round(around, 1))


def _level(asked: Asked, point: Point) -> tuple[float, float]:
    low, high = asked.ends
    shown = point.shown
    if shown is None or shown.mean is None:
        raise ValueError(f"{asked.id} is hidden")
    mean = low + high - shown.mean if asked.reverse else shown.mean
    step = 100 / (high - low)
    return (mean - low) * step, (shown.around or 0) * step
