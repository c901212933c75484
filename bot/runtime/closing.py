"""Closing: rounds of sealed ballots whose time is over are counted, and their keys destroyed."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery import backlog
from bot.delivery.word import tell
from bot.errors import BotError
from bot.privacy import rounds, tally
from bot.privacy.keys import RoundKeys
from bot.privacy.rounds import OPEN, Round
from bot.privacy.tally import Held, Tally
from bot.runtime.built_in import skill
from bot.runtime.house import House
from bot.texts import Text, core
from bot.work import Work

log = structlog.get_logger("piazza.privacy")


@skill.job("tally")
def count(work: Work, id_: int) -> None:
    """Count a round, in a process of its own where there is one for it."""
    try:
        _count(work, id_)
    except BotError as error:
        # Of an exception the log tells only where it happened: this says what helps.
        log.warning("not_counted", reason=str(error))
        raise


def _count(work: Work, id_: int) -> None:
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
    """Whether there is something to `order`."""
    return house.box.is_unsettled(db) or bool(_countable(db, house, now))


def order(db: Connection, house: House, now: datetime) -> None:
    """Have every round counted whose time is over and whose key is here.

    And people have one ballot who have turned out to be one, whoever counts it. What was given up
    is begun anew each day: the answers wait for it.
    """
    house.box.settle(db)
    for id_ in _countable(db, house, now):
        cause = f"ballot/{id_}/tally/{now:%Y-%m-%d}"
        backlog.add(db, cause, skill.jobs[count].key, [id_], now)


def keyless(db: Connection, house: House) -> list[Round]:
    """The rounds that can't go on, for a key is not where it should be."""
    return [one for one in rounds.unfinished(db) if not _has_keys(one, house.box.keys)]


def _has_keys(round_: Round, keys: RoundKeys) -> bool:
    public = round_.public_key
    return keys.is_kept(public) and (round_.state != OPEN or keys.has_pepper(public))


def tell_keyless(db: Session, house: House, round_: Round, now: datetime) -> None:
    """Tell the community managers of a round that can't go on, once."""
    log.warning("no_key", kind=f"{round_.skill} {round_.kind}")
    named = house.has_words(round_.skill, "name")
    what = Text("name", {}, round_.skill) if named else round_.skill
    card = Card(core("ballot.no_key", what=what, until=round_.closes))
    tell(db, house, card, f"ballot/{round_.id}/no_key", round_.workspace, now)


def _countable(db: Connection, house: House, now: datetime) -> list[int]:
    """A key that another user alone may read is that user's to use."""
    found = (rounds.find(db, id_) for id_ in tally.due(db, now))
    return [one.id for one in found if one and house.box.keys.has_private(one.public_key)]
