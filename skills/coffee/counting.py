"""Counting: what came of a round, once it is over; nothing of few, and nothing exactly.

Who looked before and after somebody has answered would know what that one said: so it is counted
once, and what is answered later changes no figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Chat, Fact, Section, Text, t
from skills.coffee.model import OTHER, YES, CoffeeRound, Seat
from skills.coffee.weeks import WEEK, today

# What a coffee takes of each one's day.
HOURS = 0.5
# Nowhere may fewer be agreed on; who reads a report does not ask what is.
FEWEST = 5
STEP = 5


def settle(chat: Chat) -> None:
    """Count the rounds that are over; of fewer than a shown figure needs nothing is kept."""
    over = CoffeeRound.last_week <= today(chat) - WEEK, CoffeeRound.planned.is_not(None)
    found = chat.db.scalars(select(CoffeeRound).where(*over, CoffeeRound.answered.is_(None))).all()
    for one in found:
        one.met, one.answered = counted(chat.db, one, chat.fewest)


def counted(db: Session, round_: CoffeeRound, fewest: int = FEWEST) -> tuple[int, int]:
    """How many have met, of how many who said anything; none of too few."""
    if round_.met is not None and round_.answered is not None:
        return round_.met, round_.answered
    met = func.count().filter(Seat.met.in_((YES, OTHER)))
    row = db.execute(select(met, func.count(Seat.met)).where(Seat.round_id == round_.id)).one()
    return (row[0], row[1]) if row[1] >= fewest else (0, 0)


def of_round(round_: CoffeeRound, fewest: int = FEWEST) -> Section:
    """A round in figures."""
    facts = [Fact(t("cm_people"), round_.people)]
    if round_.people >= fewest:
        facts += [Fact(t("cm_tables"), round_.tables), Fact(t("cm_alone"), round_.alone)]
    return Section(t("cm_round", day=round_.week), [*facts, *_answers(round_, fewest)])


@dataclass(frozen=True, slots=True)
class Answers:
    """What is told of what people said of a round: never exactly how many, nor all nor none."""

    low: int
    tenths: int

    @property
    def percent(self) -> int:
        """The share of those who met; the ends stand for more, and for less."""
        return 10 * min(max(self.tenths, 1), 9)

    @property
    def hours(self) -> int:
        """What it took, roughly."""
        return max(round(self.tenths * self.low * HOURS / 10), 1)


def told(round_: CoffeeRound, fewest: int = FEWEST) -> Answers | None:
    """What is told of a round; None before it is over, and of too few."""
    met, answered = round_.met or 0, round_.answered or 0
    if answered < fewest:
        return None
    return Answers(answered - answered % STEP, round(10 * met / answered))


def _answers(round_: CoffeeRound, fewest: int) -> list[Fact]:
    if round_.answered is None:
        return [Fact(t("cm_met"), t("cm_not_over"))]
    if (found := told(round_, fewest)) is None:
        return [Fact(t("cm_met"), t("cm_too_few"))]
    return [
        Fact(t("cm_answered"), t("cm_at_least", count=found.low)),
        Fact(t("cm_met"), _share(found)),
        Fact(t("cm_cost"), t("cm_hours", count=found.hours)),
    ]


def _share(found: Answers) -> Text:
    """The ends are not told apart: that all have met, or nobody, would tell of each."""
    if found.tenths >= 9:
        return t("cm_met_most", percent=found.percent)
    if found.tenths <= 1:
        return t("cm_met_few", percent=found.percent)
    return t("cm_met_share", percent=found.percent)
