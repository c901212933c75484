"""What came of tests: a sentence each, with the effect and how sure it is, and never of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.chat import Chat
from bot.errors import SetupError
from bot.insight.experiments import kept, looking
from bot.insight.experiments.chance import Look, Word, verdict
from bot.insight.experiments.kept import Experiment
from bot.people import ORGANISERS, Role
from bot.runtime.built_in import skill
from bot.runtime.experimenting import outcome_of, points, stop_button
from bot.runtime.house import House
from bot.runtime.planned import called
from bot.skill import Nudge
from bot.texts import Text, core

log = structlog.get_logger("piazza.experiments")

MOST = 10


@skill.command("cm nudges verdicts", only=ORGANISERS, reads=True)
@skill.button("cm_nudges_verdicts", only=ORGANISERS, reads=True)
def verdicts(chat: Chat) -> None:
    """Say of every test of a nudge what came of it, or that it is too early."""
    tests = kept.latest(chat.db.connection())[:MOST]
    lines = [line for one in tests for line in (_plan(chat, one), verdict_of(chat, one))]
    going = [one for one in tests if not one.has_ended(chat.now)]
    buttons = [stop_button(one.plan.nudge) for one in going] if _may_stop(chat) else []
    how = core("verdict.how") if tests else core("verdict.none")
    chat.whisper(Card(core("verdict.title"), lines=[*lines, how], buttons=buttons))


def _may_stop(chat: Chat) -> bool:
    return Role.CM in chat.person.roles


def _plan(chat: Chat, test: Experiment) -> Text:
    plan = test.plan
    return core(
        "verdict.plan",
        what=_called(chat, plan.nudge),
        outcome=outcome_of(chat, plan.outcome),
        share=plan.share,
        first=test.first,
        until=_until(chat, test),
        found=_found(test),
    )


def _called(chat: Chat, key: str) -> Text | str:
    nudges: dict[str, Nudge] = {one.key: one for each in chat.house.skills for one in each.nudges}
    return called(chat, nudges[key]) if key in nudges else key


def _until(chat: Chat, test: Experiment) -> date:
    return (test.stopped or test.until).astimezone(chat.house.company.clock).date()


def _found(test: Experiment) -> Text:
    least = test.plan.detectable
    if least is None:
        return core("verdict.would_find_none")
    return core("verdict.would_find", points=points(least))


def verdict_of(chat: Chat, test: Experiment) -> Text:
    """The verdict on a test as it stands."""
    return verdict_at(chat.db, chat.house, test, chat.now)


def verdict_at(db: Session, house: House, test: Experiment, now: datetime) -> Text:
    """The same at an instant."""
    try:
        seen = looks_of(db, house, test, now)
    except SetupError:
        ended = test.has_ended(now)
        name = test.plan.nudge
        return core("verdict.no_key") if ended else core("verdict.no_key_runs", name=name)
    word = verdict(seen, test.plan.detectable, test.plan.weeks, ended=test.has_ended(now))
    if word == "hidden":
        return core("verdict.hidden", count=test.fewest)
    one = _telling(seen, word)
    if one is None or one.effect is None or one.low is None or one.high is None:
        return core("verdict.open" if word == "open" else "verdict.early")
    numbers = core(
        "verdict.numbers",
        effect=points(one.effect),
        low=points(one.low),
        high=points(one.high),
        count=one.week,
    )
    return core(f"verdict.{word}_seen", numbers=numbers)


def looks_of(db: Session, house: House, test: Experiment, now: datetime) -> list[Look]:
    """Every look at a test that is due."""
    return looking.looks(db, house.lots, test, house.outcomes, house.company.zone, now)


def _telling(seen: Sequence[Look], word: Word) -> Look | None:
    """The look that says so: the first that was sure, otherwise the last one."""
    sure = {"helps": lambda one: (one.low or 0) > 0, "harms": lambda one: (one.high or 0) < 0}
    if word in sure:
        return next(one for one in seen if sure[word](one))
    return next((one for one in reversed(seen) if one.low is not None), None)


def due_looks(db: Session, house: House, now: datetime) -> dict[int, list[Look]]:
    """What the looks that are due show, by the test; what can't be counted waits."""
    found: dict[int, list[Look]] = {}
    for test in kept.latest(db.connection()):
        try:
            with db.begin_nested():
                found[test.id] = looks_of(db, house, test, now)
        except OperationalError:
            raise
        except Exception:
            log.exception("not_counted", outcome=test.plan.outcome)
    return found


def keep_looks(db: Session, found: Mapping[int, Sequence[Look]]) -> None:
    """Keep what looks showed, before what it was counted from goes."""
    for number, seen in found.items():
        kept.keep(db.connection(), number, seen)
