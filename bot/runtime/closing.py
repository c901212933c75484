"""Closing: rounds of sealed ballots whose time is over are counted, and their keys destroyed."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.delivery import backlog
from bot.privacy import rounds, tally
from bot.privacy.tally import Held, Tally
from bot.runtime.built_in import skill
from bot.runtime.house import House
from bot.work import Work

log = structlog.get_logger("piazza.privacy")


@skill.job("tally")
def count(work: Work, id_: int) -> None:
    """Count a round, in a process of its own where there is one for it."""
    house = work.house
    if house.counted_by is not None:
        house.counted_by(id_)
        return
    here = Tally(
        house.box.keys,
        work.read,
        lambda change: work.write(lambda chat: change(chat.db)),
        lambda: work.now,
        house.sealed,
    )
    try:
        here.close(id_)
    except Held:
        log.info("held", round=id_)


def waits(db: Connection, house: House, now: datetime) -> bool:
    """Whether a round's time is over and its key is here."""
    return bool(_countable(db, house, now))


def order(db: Connection, house: House, now: datetime) -> None:
    """Have every round counted whose time is over and whose key is here."""
    house.box.settle(db)
    for id_ in _countable(db, house, now):
        backlog.add(db, f"ballot/{id_}/tally", skill.jobs[count].key, [id_], now)


def _countable(db: Connection, house: House, now: datetime) -> list[int]:
    """A key that another user alone may read is that user's to use."""
    found = (rounds.find(db, id_) for id_ in tally.due(db, now))
    return [one.id for one in found if one and house.box.keys.has_private(one.public_key)]
