"""Trends: how what is asked again and again has moved, with what chance alone explains about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import Chart, Point, Series, Text, course, t
from skills.pulse import constructs
from skills.pulse.bank import Asked, everything
from skills.pulse.model import PulseRound
from skills.pulse.settings import KIND, skill

YEAR = timedelta(days=366)
MOST_LINES = 5
FEWEST_POINTS = 2


def courses(db: Session, until: datetime) -> Mapping[str, Sequence[Point]]:
    """What a year's rounds told of everybody, by question."""
    found: dict[str, list[Point]] = defaultdict(list)
    for point in course(db.connection(), skill.name, KIND, until - YEAR, until + timedelta(days=1)):
        found[point.item.name].append(point)
    return found


def trend(db: Session, round_: PulseRound, until: datetime) -> Chart | None:
    """The courses of what a round asked; None as long as nothing was asked twice."""
    known, found = everything(db), courses(db, until)
    asked = [known[id_] for id_ in round_.questions if id_ in known]
    lines = [
        line(one, found[one.id])
        for one in asked
        if one.ends == (1, 5) and len(_shown(found.get(one.id, ()))) >= FEWEST_POINTS
    ][:MOST_LINES]
    if not lines:
        return None
    return Chart(t("trend_title"), lines, _alt(lines), "line", 1, 5)


def alone(one: Asked, points: Sequence[Point]) -> Chart | None:
    """The course of one question; None as long as it was not told of twice."""
    if len(_shown(points)) < FEWEST_POINTS:
        return None
    low, high = one.ends
    drawn = line(one, points)
    title = constructs.name_of(one)
    return Chart(title, [drawn], _alt([drawn]), "line", low, high)


def _shown(points: Sequence[Point]) -> list[Point]:
    return [one for one in points if one.shown and one.shown.mean is not None]


def line(one: Asked, points: Sequence[Point]) -> Series:
    """A line over the rounds in which it was asked; those in which it was hidden are a gap."""
    low, high = one.ends
    scores: list[tuple[object, float | None]] = []
    around: list[float | None] = []
    for point in points:
        mean = point.shown.mean if point.shown else None
        score = mean if mean is None or not one.reverse else round(low + high - mean, 1)
        scores.append((point.closed.date(), score))
        around.append(point.shown.around if point.shown else None)
    return Series(constructs.name_of(one), scores, around)  # type: ignore[arg-type]


def _alt(lines: Sequence[Series]) -> Text:
    return t("trend_alt", lines=[_said(one) for one in lines])


def _said(drawn: Series) -> Text:
    known = [value for _, value in drawn.points if value is not None]
    return t("trend_line", name=drawn.name, first=known[0], last=known[-1])
