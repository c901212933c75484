"""Spending: what a period took of people's time, beside what was seen to come of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.cards import Fact, Section
from bot.delivery import attention, bill
from bot.directory.lookup import members
from bot.insight.experiments import kept
from bot.insight.experiments.costs import SECONDS
from bot.insight.experiments.kept import Experiment
from bot.insight.oracle import ledger
from bot.insight.oracle.figures import cost_of, price
from bot.report import Period
from bot.runtime.attending import time_of
from bot.runtime.house import House
from bot.runtime.verdicts import verdict_at
from bot.texts import Text, Value, core


def section(house: House, db: Session, period: Period, now: datetime) -> Section:
    """Whom messages reached that nobody asked for, how long these took, what was tested."""
    facts = [*_messages(house, db, period), *_model(house, db, period)]
    tests = _tests(house, db, period, now)
    worth = core("bill.tested" if tests else "bill.untested")
    return Section(core("bill.title"), [*facts, *tests, Fact(core("bill.worth"), worth)])


def _messages(house: House, db: Session, period: Period) -> list[Fact]:
    nudges = [one for skill in house.skills for one in skill.nudges]
    counted, most = attention.counted(nudges), house.conf.attention.a_week
    found, _ = bill.bills(db.connection(), [period, period.before], counted, most)
    everybody = db.scalar(sa.select(sa.func.count()).select_from(members().subquery())) or 0
    month = found.week
    reached = core("bill.people", count=month.people, everybody=everybody)
    time = core("bill.time", time=time_of(month.messages), count=month.messages, seconds=SECONDS)
    return [Fact(core("bill.reached"), reached), Fact(core("bill.hours"), time)]


def _model(house: House, db: Session, period: Period) -> list[Fact]:
    """What a language model took, where one was asked."""
    day, limits = ledger.figures(db.connection(), period.first, period.end), house.conf.llm
    if not day.tokens:
        return []
    cost = cost_of(day, limits)
    what: Value = price(cost, limits.currency) if cost else core("bill.tokens", count=day.tokens)
    return [Fact(core("bill.model"), what)]


def _tests(house: House, db: Session, period: Period, now: datetime) -> list[Fact]:
    """The verdict of every test that went on in the period, as it stood when that was over."""
    until = min(now, period.end_at)
    went_on = (
        one
        for one in kept.latest(db.connection())
        if one.first < period.end and (one.stopped or one.until) >= period.start_at
    )
    return [
        Fact(core("bill.test", what=_called(house, one)), verdict_at(db, house, one, until))
        for one in went_on
    ]


def _called(house: House, test: Experiment) -> Text | str:
    skill, _, name = test.plan.nudge.partition(".")
    there = house.has_words(skill, f"gets.{name}")
    return Text(f"gets.{name}", {}, skill) if there else test.plan.nudge
