"""Closing: rounds of sealed ballots whose time is over are counted, and their keys destroyed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
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
from bot.store.database import Database
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


class Closer:
    """Looks after rounds whose time is over, those that can't go on, and what is left of keys."""

    def __init__(self, house: House, database: Database, clock: Callable[[], datetime]) -> None:
        self.house = house
        self.database = database
        self.clock = clock
        self._told = set[int]()

    async def close(self) -> None:
        """Have what is over counted, tell of what can't be, destroy what is left of keys.

        SetupError where the folder of the keys can't be used.
        """
        await self._settle()
        over, keyless, left = await self.database.read(self._look)
        if over:
            await self.database.write(partial(self._order, ids=over))
        for one in keyless:
            if one.id not in self._told:
                await self.database.write(partial(self._tell, round_=one))
                self._told.add(one.id)
        for public in left:
            await asyncio.to_thread(self.house.box.keys.destroy, public, self.clock())

    async def _settle(self) -> None:
        """Let people have one ballot who have turned out to be one, some at a time."""
        box = self.house.box
        while await self.database.read(lambda db: box.is_unsettled(db.connection())):
            await self.database.write(lambda db: box.settle(db.connection()))

    def _look(self, db: Session) -> tuple[list[int], list[Round], list[bytes]]:
        connection, keys = db.connection(), self.house.box.keys
        # A key that another user alone may read is that user's to use.
        over = [
            one.id
            for one in tally.due(connection, self.clock())
            if keys.has_private(one.public_key)
        ]
        keyless = [one for one in rounds.unfinished(connection) if not _has_keys(one, keys)]
        return over, keyless, tally.left_behind(connection, keys)

    def _order(self, db: Session, ids: Sequence[int]) -> None:
        """Have rounds counted; what was given up is begun anew each day: answers wait for it."""
        now = self.clock()
        for id_ in ids:
            cause = f"ballot/{id_}/tally/{now:%Y-%m-%d}"
            backlog.add(db.connection(), cause, skill.jobs[count].key, [id_], now)

    def _tell(self, db: Session, round_: Round) -> None:
        """Tell the community managers of a round that can't go on, once."""
        log.warning("no_key", kind=f"{round_.skill} {round_.kind}")
        named = self.house.has_words(round_.skill, "name")
        what = Text("name", {}, round_.skill) if named else round_.skill
        card = Card(core("ballot.no_key", what=what, until=round_.closes))
        cause = f"ballot/{round_.id}/no_key"
        tell(db, self.house, card, cause, round_.workspace, self.clock())


def _has_keys(round_: Round, keys: RoundKeys) -> bool:
    public = round_.public_key
    return keys.is_kept(public) and (round_.state != OPEN or keys.has_pepper(public))
