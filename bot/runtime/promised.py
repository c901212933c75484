"""Promised: how a promise is shown, in the register and in the manager's digest."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.cards import Fact, Section
from bot.insight import promises as register
from bot.insight.promises import Promise
from bot.texts import Text, core

if TYPE_CHECKING:
    from bot.runtime.house import House


def fact(house: House, one: Promise) -> Fact:
    """A promise, how it stands, and what it came of."""
    owner: Text | str = one.owner_name or core("promise.nobody")
    stands = core("promise.stands", state=state_of(one), owner=owner, due=one.due)
    if one.about is not None and house.has_words(one.skill, "name"):
        origin, made = Text("name", {}, one.skill), one.made.astimezone(house.company.clock).date()
        stands = core("promise.because", stands=stands, skill=origin, made=made)
    said = core("promise.said", stands=stands, news=one.news) if one.news else stands
    return Fact(core("promise.named", number=one.id, words=one.words), said)


def state_of(one: Promise) -> Text:
    """How a promise stands, in a word."""
    return core(f"promise.state_{one.state}")


def section(house: House, db: Connection, today: datetime.date) -> Section | None:
    """What the manager's digest says of promises that are late; None where none is."""
    late = register.overdue(db, today)
    if not late:
        return None
    return Section(core("promise.late", count=len(late)), [fact(house, one) for one in late])
