"""Moving: whether more or fewer thanks than usual were given in a week, and by how many."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bot import Move, Step, Suggestion, Text, Weeks, t, usual
from skills.kudos.model import Kudos
from skills.kudos.settings import skill

# How much was thanked and by how many is one piece of news.
THANKS = "thanks"
RANK = 1


@skill.moves
def given(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Signed thanks that all can read, and how many gave them: another one moves no number."""
    every = select(func.count()).select_from(Kudos).where(public())
    thanks = weeks.counted(db, Kudos.shown, every)
    people = select(func.count(Kudos.giver.distinct())).where(public())
    givers = weeks.counted(db, Kudos.shown, people)
    found = []
    if (one := weeks.judged(thanks)) and one.moved():
        what = t("move_given", count=thanks[-1], usual=usual(one))
        why = _value(db, weeks, up=one.deviations > 0) or t("move_by", count=givers[-1])
        chart = weeks.chart(t("move_chart"), thanks)
        found.append(Move(what, one.deviations, why, chart=chart, kind=THANKS))
    if (one := weeks.judged(givers)) and one.moved():
        what = t("move_reach", count=givers[-1], usual=usual(one))
        why = t("move_gave", count=thanks[-1])
        chart = weeks.chart(t("move_reach_chart"), givers)
        found.append(Move(what, one.deviations, why, chart=chart, kind=THANKS))
    return found


def public() -> ColumnElement[bool]:
    """What was said with a name where everybody reads it."""
    return and_(~Kudos.private, ~Kudos.anonymous, Kudos.giver.is_not(None))


def _value(db: Session, weeks: Weeks, *, up: bool) -> Text | None:
    """The value that moved most the same way, where enough people are behind it."""
    query = select(Kudos.value.label("thing"), func.count()).where(public(), Kudos.value != "")
    by_value = weeks.counted_by(db, Kudos.shown, query)
    judged = {name: found for name, counts in by_value.items() if (found := weeks.judged(counts))}
    # Of one value alone nothing is told.
    if len(judged) < 2:
        return None
    name = max(judged, key=lambda one: judged[one].deviations * (1 if up else -1))
    found = judged[name]
    if not found.moved(len(judged)) or (found.deviations > 0) != up:
        return None
    if up and _givers(db, weeks, name) < weeks.fewest:
        return None
    return t("move_value", value=name, now=by_value[name][-1], usual=round(found.usual))


def _givers(db: Session, weeks: Weeks, value: str) -> int:
    there = public(), Kudos.value == value, weeks.in_week(Kudos.shown)
    return db.scalar(select(func.count(Kudos.giver.distinct())).where(*there)) or 0


@skill.begins
def begins(db: Session) -> Step:
    """The first thank-you."""
    return Step(t("step_first"), db.scalar(select(Kudos.id).limit(1)) is not None)


@skill.suggests
def suggests(db: Session, weeks: Weeks) -> Sequence[Suggestion]:
    """To say what was thanked for most, by value, and nobody's name."""
    there = public(), weeks.in_week(Kudos.shown)
    value = Kudos.value, func.count(), func.count(Kudos.giver.distinct())
    order = func.count().desc(), Kudos.value
    top = select(*value).where(*there, Kudos.value != "").group_by(Kudos.value).order_by(*order)
    best = db.execute(top.limit(1)).first()
    everybody = select(func.count(), func.count(Kudos.giver.distinct())).where(*there)
    count, givers = db.execute(everybody).one()
    if givers < weeks.fewest:
        return []
    words = t("say_thanks", count=count)
    if best and best[2] >= weeks.fewest:
        words = t("say_value", count=count, value=best[0], times=best[1])
    return [Suggestion(weeks.week.first.toordinal(), words, t("say_why", count=givers), RANK)]
